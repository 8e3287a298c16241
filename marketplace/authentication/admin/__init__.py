"""The admin's pages of cases: to be looked through, and acted on by whoever may; nothing is edited in them."""

from marketplace.authentication.admin.cases import CaseAdmin
from marketplace.authentication.admin.others import (
    AppealAdmin,
    ExaminationAdmin,
    PhotoAdmin,
    ReferenceSetAdmin,
    ReviewAdmin,
)

__all__ = ["AppealAdmin", "CaseAdmin", "ExaminationAdmin", "PhotoAdmin", "ReferenceSetAdmin", "ReviewAdmin"]
