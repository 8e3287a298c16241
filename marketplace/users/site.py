"""The admin: whoever has a second factor shows it here, too, and whatever is changed here is written down."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from marketplace.common.problems import Problem
from marketplace.users.models import User
from marketplace.users.services import credentials, passwords


class LogInForm(AdminAuthenticationForm):
    """Address, password, and a code where the account has a second factor."""

    code = forms.CharField(
        required=False,
        max_length=20,
        label="Code of your app",
        help_text="Only where you have set up a second factor. A recovery code will do.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check both factors.

        :raises ValidationError: one of them is wrong.
        """
        cleaned = super().clean()
        user = self.get_user()
        if isinstance(user, User):
            self._check_code(user, cleaned.get("code", ""))
        return cleaned

    def _check_code(self, user: User, code: str) -> None:
        try:
            # On the account: django_otp's receiver of the log-in signal remembers it in the session.
            user.otp_device = credentials.confirm_second_factor(user=user, code=code)  # type: ignore[attr-defined]
        except Problem as problem:
            raise ValidationError(str(problem.document()["title"]), code=problem.code) from None


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password, set as the API sets it: whoever was logged in with the old one is so no more."""

    def save(self, commit: bool = True) -> User:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Set the password; return the account as it is now, so that this session goes on."""
        self.user = passwords.change(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


class Admin(AdminSite):
    """The admin of people of ours."""

    site_header = site_title = "Adriel"
    index_title = "Operations"
    login_form = LogInForm
    login_template = "users/login.html"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,  # noqa: ANN401 - Django's
    ) -> None:
        """Register a page. Each writes what is changed there in the audit log, those of other packages, too."""
        from marketplace.audit.pages import audited  # models are not loaded yet where this site is made

        super().register(model_or_iterable, audited(admin_class or ModelAdmin), **options)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:  # type: ignore[override]
        """Change one's own password."""
        page = PasswordChangeView.as_view(
            form_class=NewPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may come in: staff, with a second factor that was shown where they have one."""
        if not super().has_permission(request) or not isinstance(request.user, User):
            return False
        return bool(request.user.is_verified()) or not credentials.has_second_factor(request.user)  # type: ignore[attr-defined]  # OTPMiddleware adds it
