"""Cases in the admin: found, read with their whole history, and acted on by who may."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.authentication import gateway
from marketplace.authentication.admin.forms import ExpertForm, FindForm, ReasonForm
from marketplace.authentication.admin.reading import Appeals, Events, Examinations, Photos, Reviews
from marketplace.authentication.models import Case, Examination
from marketplace.authentication.selectors import queue
from marketplace.authentication.services import operating, reviewing
from marketplace.authentication.states import EXAMINED, State
from marketplace.common.admin import ReadOnly
from marketplace.common.codes import CODES
from marketplace.common.hashing import keyed
from marketplace.common.problems import Conflicting, Problem
from marketplace.users.models import User, normal_email
from models.catalogue.spelling import skeleton
from pipeline.status.decisions import Action as CertificateAction

Answer = HttpResponse | None

FIELDSETS: Any = (
    (None, {"fields": ("id", "state", "watch", "profile", "lane", "owner", "organisation")}),
    ("Certificate", {"fields": ("certificate", "decisions")}),
    ("Further", {"fields": ("examination", "same_serial", "created_at", "submitted_at", "moved_at", "erased_at")}),
)
"""What is shown of a case: neither the serial number nor its hash."""


class FaultFilter(admin.SimpleListFilter):
    """The stage at which a fault of ours ended a case's last examination."""

    title = "fault"
    parameter_name = "fault"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401, ARG002 - Django's
        """Return the stages at which any did."""
        faults = Examination.objects.exclude(fault="").order_by("fault").values_list("fault", flat=True).distinct()
        return [(each, each) for each in faults]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:  # noqa: ARG002 - Django's
        """Return the cases that ended there."""
        if not self.value():
            return queryset
        return queryset.filter(examinations__fault=self.value(), examinations__number=F("examination"))


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Cases. The serial number is shown to nobody here."""

    list_display = ("id", "state", "watch", "outcome", "fault", "profile", "lane", "owner", "submitted_at", "moved_at")
    list_filter = ("state", "profile", "lane", FaultFilter, "submitted_at", "created_at")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("=id", "=examinations__certificate")
    search_help_text = "Id of a case or of a certificate, whole."
    ordering = ("-moved_at",)
    date_hierarchy = "created_at"
    fieldsets = FIELDSETS
    inlines = (Examinations, Reviews, Appeals, Photos, Events)
    actions = ("requeue", "assign", "suspend", "restore", "revoke")
    change_list_template = "authentication/case_list.html"
    change_form_template = "authentication/case.html"

    # What is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Return them with what their last examination came to."""
        last = Examination.objects.filter(case=OuterRef("pk"), number=OuterRef("examination"))
        found: QuerySet[Case] = super().get_queryset(request)
        return found.annotate(
            last_outcome=Subquery(last.values("outcome")[:1]), last_fault=Subquery(last.values("fault")[:1])
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Case | None = None) -> list[str]:  # noqa: ARG002 - Django's
        """Return every field."""
        return list(flatten_fieldsets(FIELDSETS))

    @admin.display(description="watch")
    def watch(self, case: Case) -> str:
        """Return brand, model, reference and part of the claim."""
        said = (case.claim.get(name) for name in ("brand", "model", "reference", "part"))
        return " ".join(filter(None, said))

    @admin.display(description="last outcome", ordering="last_outcome")
    def outcome(self, case: Case) -> str | None:
        """Return what the last examination found."""
        return getattr(case, "last_outcome", None) or None

    @admin.display(description="fault", ordering="last_fault")
    def fault(self, case: Case) -> str | None:
        """Return where a fault of ours ended the last examination."""
        return getattr(case, "last_fault", None) or None

    @admin.display(description="certificate", empty_value="none")
    def certificate(self, case: Case) -> str | None:
        """Return the id of the newest."""
        found = case.examinations.exclude(certificate="").order_by("-number").first()
        return found.certificate if found else None

    @admin.display(description="decided of it", empty_value="nothing")
    def decisions(self, case: Case) -> SafeString | None:
        """Return who revoked, suspended or restored it, when and why."""
        certificate = self.certificate(case)
        found = gateway.decided(certificate) if certificate else ()
        lines = ((each.at, each.action, each.by, each.reason) for each in found)
        return format_html_join("", "<div>{} <b>{}</b> by {}: {}</div>", lines) or None

    @admin.display(description="same serial elsewhere")
    def same_serial(self, case: Case) -> SafeString | str:
        """Return in how many cases of other owners the same serial number was claimed, and where they are listed."""
        count = queue.same_serial(case)
        where = f"{reverse('admin:authentication_case_changelist')}?serial_hash__exact={case.serial_hash}"
        return format_html('<a href="{}">{} cases of other owners</a>', where, count) if count else "no"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a case, with what may be done to it where it stands."""
        case = Case.objects.filter(pk=object_id).first()
        offered = self._offered(request, case) if case else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "offered": offered})

    def _offered(self, request: HttpRequest, case: Case) -> list[tuple[str, str]]:
        """Return the actions that whoever asks may take and that change something, with their words."""
        fitting = set()
        if case.standing is State.FAILED:
            fitting.add("requeue")
        if case.standing in EXAMINED | {State.IN_REVIEW}:
            fitting.add("assign")
        if self.certificate(case):
            fitting |= {"suspend", "restore", "revoke"}
        found = [each for each in self.get_actions(request).values() if each is not None]
        return [(name, str(said)) for _, name, said in found if name in fitting]

    # How it is found

    def get_urls(self) -> list[URLPattern]:
        """Return the pages' addresses, with the one that finds by something private."""
        find = path("find/", self.admin_site.admin_view(self.find), name="authentication_case_find")
        return [find, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """List cases, with the form that finds by something private."""
        return super().changelist_view(request, {**(extra_context or {}), "find": _find_form(request)})

    def find(self, request: HttpRequest) -> HttpResponse:
        """Lead to the cases with a serial number, or of an owner's address, neither of which is in any address.

        :raises PermissionDenied: whoever asks may not see cases.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        listed = reverse("admin:authentication_case_changelist")
        form = _find_form(request)
        if request.method == "POST" and form.is_valid():
            if serial := skeleton(form.cleaned_data["serial"]):
                record(actor=_who(request), verb=Verb.CASES_LOOKED_UP, kind="serial", about="")
                return HttpResponseRedirect(f"{listed}?serial_hash__exact={keyed('serial', serial)}")
            owner = User.objects.filter(email=normal_email(form.cleaned_data.get("email") or "")).first()
            if owner is not None:
                record(actor=_who(request), verb=Verb.CASES_LOOKED_UP, kind="account", about=owner.pk)
                return HttpResponseRedirect(f"{listed}?owner__id__exact={owner.pk}")
        self.message_user(request, "Nothing was found by that.", messages.WARNING)
        return HttpResponseRedirect(listed)

    # What is done

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may queue failed cases again."""
        return request.user.has_perm("authentication.requeue_case")

    def has_assign_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may give cases to experts."""
        return request.user.has_perm("authentication.assign_case")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may withdraw certificates."""
        return request.user.has_perm("authentication.decide_certificate")

    @admin.action(description="Queue again", permissions=["requeue"])
    def requeue(self, request: HttpRequest, chosen: QuerySet[Case]) -> None:
        """Send failed cases again."""
        self._do(request, chosen, "queued again", lambda case: operating.requeue(case_id=case.pk, actor=_who(request)))

    @admin.action(description="Assign to an expert …", permissions=["assign"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Case]) -> Answer:
        """Give cases to an expert; those that were examined go into the queue first."""
        form = ExpertForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, chosen, form, "assign", "Assign to an expert")
        expert = form.cleaned_data["expert"]

        def give(case: Case) -> None:
            reviewing.assign(case_id=case.pk, expert=expert, actor=_who(request))

        self._do(request, chosen, "assigned", give)
        return None

    @admin.action(description="Suspend the certificate …", permissions=["decide"])
    def suspend(self, request: HttpRequest, chosen: QuerySet[Case]) -> Answer:
        """Withdraw certificates for now."""
        return self._decide(request, chosen, CertificateAction.SUSPEND, "suspended")

    @admin.action(description="Restore the certificate …", permissions=["decide"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Case]) -> Answer:
        """End suspensions."""
        return self._decide(request, chosen, CertificateAction.RESTORE, "restored")

    @admin.action(description="Revoke the certificate for good …", permissions=["decide"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Case]) -> Answer:
        """Withdraw certificates for good."""
        return self._decide(request, chosen, CertificateAction.REVOKE, "revoked")

    def _decide(self, request: HttpRequest, chosen: QuerySet[Case], action: CertificateAction, done: str) -> Answer:
        form = ReasonForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, chosen, form, action.value, f"{action.value.capitalize()} certificates")
        reason = form.cleaned_data["reason"]

        def decide(case: Case) -> None:
            operating.decide_certificate(case_id=case.pk, action=action, reason=reason, actor=_who(request))

        self._do(request, chosen, done, decide)
        return None

    def _ask(
        self, request: HttpRequest, chosen: QuerySet[Case], form: forms.Form, action: str, title: str
    ) -> HttpResponse:
        """Ask what is needed before an action is carried out; the answer comes to the same action."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "cases": chosen,
            "form": form,
            "action": action,
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "authentication/act.html", context)

    def _do(self, request: HttpRequest, chosen: QuerySet[Case], done: str, act: Callable[[Case], None]) -> None:
        """Act on each case; say of how many it was done, and why not of the others."""
        carried_out = []
        for case in chosen:
            try:
                act(case)
            except (Problem, Conflicting) as fault:
                self.message_user(request, f"{case.pk}: {CODES[fault.code].title}", messages.ERROR)
            else:
                carried_out.append(case)
        if carried_out:
            LogEntry.objects.log_actions(_who(request).pk, carried_out, CHANGE, change_message=done)
            self.message_user(request, f"{len(carried_out)} {done}", messages.SUCCESS)


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)


def _find_form(request: HttpRequest) -> FindForm:
    """Return the form; the address of an owner is for operations."""
    form = FindForm(request.POST if request.path.endswith("/find/") else None)
    if not _who(request).is_operations:
        del form.fields["email"]
    return form
