"""Access tokens: who sends a request."""

from typing import cast

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import RefreshToken, Token

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


def issue(user: User) -> RefreshToken:
    """Return a refresh token, with its access token, of the account's generation."""
    token = RefreshToken.for_user(user)
    token[GENERATION] = user.generation
    return token
