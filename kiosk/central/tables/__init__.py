"""The tables of the central server, by subject; times are RFC 3339 in UTC."""

from kiosk.central.tables.base import Base
from kiosk.central.tables.booths import Device, EnrolmentCode
from kiosk.central.tables.campaigns import (
    CampaignRow,
    RosterFields,
    RosterImportRow,
    RosterRow,
    RosterVersion,
    StagedRow,
)
from kiosk.central.tables.people import (
    FeeOrder,
    Gone,
    HandoffRow,
    PhotoCountRow,
    Portrait,
    PortraitImport,
    StagedPortrait,
)
from kiosk.central.tables.running import Installation, Lease, RateCall
from kiosk.central.tables.staff import (
    AuditHead,
    AuditRow,
    LogInTries,
    RecoveryCode,
    Staff,
    StaffCampaign,
    StaffSession,
)
from kiosk.central.tables.submissions import (
    Blob,
    BlobHolder,
    Notice,
    PrintOrder,
    ReviewVote,
    Submission,
    SubmissionBlob,
)

__all__ = [
    "AuditHead",
    "AuditRow",
    "Base",
    "Blob",
    "BlobHolder",
    "CampaignRow",
    "Device",
    "EnrolmentCode",
    "FeeOrder",
    "Gone",
    "HandoffRow",
    "Installation",
    "Lease",
    "LogInTries",
    "Notice",
    "PhotoCountRow",
    "Portrait",
    "PortraitImport",
    "PrintOrder",
    "RateCall",
    "RecoveryCode",
    "ReviewVote",
    "RosterFields",
    "RosterImportRow",
    "RosterRow",
    "RosterVersion",
    "Staff",
    "StaffCampaign",
    "StaffSession",
    "StagedPortrait",
    "StagedRow",
    "Submission",
    "SubmissionBlob",
]
