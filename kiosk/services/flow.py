"""Which steps a campaign gives its sessions."""

from __future__ import annotations

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.rules import ComparePolicy
from kiosk.session.parts import Flow


def flow_of(campaign: Campaign, express: bool = False) -> Flow:
    """Return the session's steps as the campaign switches them; in express mode staff are there to guide.

    A campaign that holds back photos below the comparison's mark has no express mode: its people must see
    what came out.
    """
    blocks = campaign.compare.policy is ComparePolicy.BLOCK
    express = express and not blocks  # whoever may be held back must not have gone
    return Flow(
        guide=campaign.steps.guide and not express,
        contact=campaign.contact.any,
        fee=campaign.fee.due,
        studio_file=campaign.steps.studio_file,
        express=express,
        compare=campaign.compare.on,
    )
