"""What operations are asked before something is done."""

from django import forms

from marketplace.users.models import Role, User


class ReasonForm(forms.Form):
    """Why a decision about a certificate is made."""

    reason = forms.CharField(
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept for ever with the decision. No names, no addresses, no serial numbers.",
    )


class ExpertForm(forms.Form):
    """Which expert a case is given to."""

    expert = forms.ModelChoiceField(queryset=User.objects.none(), empty_label="choose an expert")

    def __init__(self, *given: object, **more: object) -> None:
        """Offer the experts of now."""
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as they are
        experts = User.objects.filter(role=Role.EXPERT, is_active=True, confirmed_at__isnull=False)
        self.fields["expert"].queryset = experts.order_by("display_name")  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Something private by which cases are found: sent in a form's body, never as a part of an address."""

    serial = forms.CharField(max_length=120, required=False, label="Serial number")
    email = forms.EmailField(required=False, label="Owner's e-mail address")
