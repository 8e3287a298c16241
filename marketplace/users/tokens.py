"""Tokens: who sends a request, and how they stay logged in.

An access token lives for minutes. A refresh token is used once and answers with the next one; one that comes a second
time was stolen, from whoever used it first or second, and ends every log-in of its account.
"""

from typing import Self, cast

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, Token
from rest_framework_simplejwt.utils import datetime_from_epoch

from marketplace.users.models import User

GENERATION = "gen"
"""The claim that ties a token to the account's generation."""


class Bearer(JWTAuthentication):
    """A token of an account that is active and has not been logged out everywhere since."""

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]  # its type variable is bound nowhere
        """Return the account, or refuse a token of an earlier generation."""
        user = cast("User", super().get_user(validated_token))
        if validated_token.get(GENERATION) != user.generation:
            raise AuthenticationFailed
        return user


class Used(TokenError):
    """A refresh token that was used before.

    :ivar account: id of whose it is.
    """

    def __init__(self, account: str) -> None:
        super().__init__("the token was used before")
        self.account = account


class Refresh(RefreshToken):
    """A refresh token that tells being used from being invalid."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the token that a text is.

        :raises TokenError: it is none, or not valid any more.
        """
        return cls(text)  # type: ignore[arg-type]  # its own annotation means the text that it decodes

    def check_blacklist(self) -> None:
        """Refuse a token that was used.

        :raises Used: it was.
        """
        if BlacklistedToken.objects.filter(token__jti=self.payload["jti"]).exists():
            raise Used(self.payload["user_id"])

    def use(self) -> None:
        """Note that this token was used. Of two who do so at once one succeeds.

        :raises Used: somebody else was first.
        """
        _, first = cast("tuple[BlacklistedToken, bool]", self.blacklist())
        if not first:
            raise Used(self.payload["user_id"])


def issue(user: User) -> Refresh:
    """Return a refresh token, with its access token, of the account's generation. It is kept by its id alone."""
    token = Refresh()
    token["user_id"] = str(user.pk)
    token[GENERATION] = user.generation
    OutstandingToken.objects.create(
        user=user,
        jti=token["jti"],
        created_at=token.current_time,
        expires_at=datetime_from_epoch(token["exp"]),
    )
    return token
