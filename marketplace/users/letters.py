"""The letters that accounts are sent: their words, and what goes into them. They are made where they are sent."""

from dataclasses import dataclass
from enum import StrEnum

from django.core import mail

from marketplace.users import links
from marketplace.users.links import Purpose
from marketplace.users.models import Invitation, User


class Letter(StrEnum):
    """What a letter is about."""

    CONFIRM = "confirm"
    REGISTERED_ALREADY = "registered_already"
    RESET = "reset"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a letter
    MOVE = "move"
    MOVING = "moving"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    JOIN = "join"
    WEBHOOK_DISABLED = "webhook_disabled"
    WEBHOOK_STOPPED = "webhook_stopped"
    TAKEN_DOWN = "taken_down"
    MEASURE_DECIDED = "measure_decided"


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's subject and text; ``{token}`` stands in a line of its own, to be copied."""

    subject: str
    text: str


NOT_YOU = "If that was not you, reset the password at once: it logs everybody out."

WORDS: dict[Letter, Words] = {
    Letter.CONFIRM: Words(
        "Confirm your address",
        "Somebody, hopefully you, opened an account at Adriel with this address. To confirm it, use this token within "
        "three days:\n\n{token}\n\nIf it was not you, do nothing: without it the account cannot be used.",
    ),
    Letter.REGISTERED_ALREADY: Words(
        "You have an account already",
        "Somebody, perhaps you, tried to use this address for an account at Adriel. It has one already: log in, or "
        "reset the password if you have forgotten it. Nothing was changed.",
    ),
    Letter.RESET: Words(
        "Choose a new password",
        "Somebody, hopefully you, asked for a new password. To choose one, use this token within an hour:\n\n{token}"
        "\n\nIf it was not you, do nothing: the password stays as it is.",
    ),
    Letter.PASSWORD_CHANGED: Words(
        "Your password was changed",
        "The password of your account was changed, and every device was logged out. " + NOT_YOU,
    ),
    Letter.MOVE: Words(
        "Confirm your new address",
        "An account at Adriel is to have this address from now on. To confirm it, use this token within a day:\n\n"
        "{token}\n\nIf you know nothing of it, do nothing.",
    ),
    Letter.MOVING: Words(
        "Your account is to have another address",
        "Somebody who knows your password asked that your account at Adriel have another address from now on. It will "
        "as soon as that address is confirmed. " + NOT_YOU,
    ),
    Letter.SECOND_FACTOR_ON: Words(
        "A second factor is needed from now on",
        "From now on your account asks for a code of your app as well. " + NOT_YOU,
    ),
    Letter.SECOND_FACTOR_OFF: Words(
        "A second factor is not needed any more",
        "Your account does not ask for a code any more. " + NOT_YOU,
    ),
    Letter.WEBHOOK_DISABLED: Words(
        "A webhook is disabled",
        "An endpoint of an organisation that you manage has taken nothing for days, or says that it is gone. Nothing "
        "is sent there any more. See why under its deliveries, mend it, and enable it again.",
    ),
    Letter.WEBHOOK_STOPPED: Words(
        "A webhook was stopped",
        "People of ours have disabled an endpoint of an organisation that you manage, as it did harm to others. "
        "Nothing is sent there any more. Mend it, and enable it again.",
    ),
    Letter.TAKEN_DOWN: Words(
        "Something of yours was taken down",
        "People of ours have taken down something that you, or an organisation that you manage, had at Adriel. Log in "
        "to read what it is and why. If you do not agree, appeal there, once: somebody else will decide.",
    ),
    Letter.MEASURE_DECIDED: Words(
        "We have decided",
        "Something that was taken down at Adriel, of yours or of an organisation that you manage, was looked at again. "
        "Log in to read what was decided.",
    ),
    Letter.JOIN: Words(
        "You are invited",
        "You are invited to join an organisation at Adriel. Log in with this address, or register it, and accept with "
        "this token within a week:\n\n{token}\n\nIf you do not want to, do nothing.",
    ),
}

TOKENS: dict[Letter, Purpose] = {
    Letter.CONFIRM: Purpose.CONFIRM,
    Letter.RESET: Purpose.RESET,
    Letter.MOVE: Purpose.MOVE,
}


def to_account(letter: Letter, user: User) -> None:
    """Send an account a letter, if there is still a reason for it."""
    if not user.is_active or not _is_due(letter, user):
        return
    if letter is Letter.MOVE:
        _about_moving(user)
        return
    token = links.for_account(TOKENS[letter], user) if letter in TOKENS else ""
    send(letter, user.email, token)


def _is_due(letter: Letter, user: User) -> bool:
    """Return whether there still is a reason for a letter, however late it is sent."""
    match letter:
        case Letter.CONFIRM:
            return user.confirmed_at is None
        case Letter.MOVE:
            return bool(user.pending_email)
        case _:
            return True


def _about_moving(user: User) -> None:
    """Ask the new address; where it has an account already, tell that one, and nobody who asked."""
    taken = User.objects.filter(email=user.pending_email, is_active=True).first()
    if taken is None:
        send(Letter.MOVE, user.pending_email, links.for_account(Purpose.MOVE, user))
    elif taken.confirmed_at is not None:
        send(Letter.REGISTERED_ALREADY, taken.email)


def to_invited(invitation: Invitation) -> None:
    """Send an invitation that is still open."""
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        send(Letter.JOIN, invitation.email, links.for_invitation(invitation))


def send(letter: Letter, address: str, token: str = "") -> None:
    """Send a letter."""
    words = WORDS[letter]
    mail.send_mail(f"Adriel: {words.subject}", words.text.format(token=token) + "\n", None, [address])
