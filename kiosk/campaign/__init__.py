"""Campaigns, eligibility, the identity check and consent."""
