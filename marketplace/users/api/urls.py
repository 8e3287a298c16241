"""Addresses of accounts and organisations."""

from django.urls import URLPattern, path

from marketplace.users.api import accounts, organisations, profile, second_factor, sessions

ACCOUNTS = [
    path("accounts", accounts.Register.as_view(), name="register"),
    path("accounts/confirmation", accounts.Confirm.as_view(), name="confirm-address"),
    path("accounts/confirmation/again", accounts.ConfirmAgain.as_view(), name="confirm-address-again"),
    path("accounts/password/forgotten", accounts.ForgetPassword.as_view(), name="forget-password"),
    path("accounts/password", accounts.ResetPassword.as_view(), name="reset-password"),
    path("accounts/address", accounts.ConfirmMove.as_view(), name="confirm-new-address"),
]
SESSIONS = [
    path("sessions", sessions.LogIn.as_view(), name="log-in"),
    path("sessions/refresh", sessions.RefreshTokens.as_view(), name="refresh"),
    path("sessions/end", sessions.LogOut.as_view(), name="log-out"),
    path("sessions/end-all", sessions.LogOutEverywhere.as_view(), name="log-out-everywhere"),
]
OWN = [
    path("me", profile.Profile.as_view(), name="me"),
    path("me/password", profile.ChangePassword.as_view(), name="change-password"),
    path("me/address", profile.Move.as_view(), name="change-address"),
    path("me/export", profile.Export.as_view(), name="export"),
    path("me/deletion", profile.Delete.as_view(), name="delete-account"),
    path("me/second-factor", second_factor.Begin.as_view(), name="second-factor"),
    path("me/second-factor/confirmation", second_factor.Confirm.as_view(), name="second-factor-confirm"),
    path("me/second-factor/recovery", second_factor.RenewRecoveryCodes.as_view(), name="second-factor-recovery"),
    path("me/second-factor/end", second_factor.Disable.as_view(), name="second-factor-end"),
]
ORGANISATION = "organisations/<uuid:organisation>"
ORGANISATIONS = [
    path("organisations", organisations.Organisations.as_view(), name="organisations"),
    path(ORGANISATION, organisations.OrganisationDetail.as_view(), name="organisation"),
    path(f"{ORGANISATION}/leave", organisations.Leave.as_view(), name="leave-organisation"),
    path(f"{ORGANISATION}/members", organisations.Members.as_view(), name="members"),
    path(f"{ORGANISATION}/members/<uuid:member>", organisations.Member.as_view(), name="member"),
    path(f"{ORGANISATION}/invitations", organisations.Invitations.as_view(), name="invitations"),
    path(
        f"{ORGANISATION}/invitations/<uuid:invitation>",
        organisations.InvitationDetail.as_view(),
        name="invitation",
    ),
    path("invitations/acceptance", organisations.AcceptInvitation.as_view(), name="accept-invitation"),
]

urlpatterns: list[URLPattern] = [*ACCOUNTS, *SESSIONS, *OWN, *ORGANISATIONS]
