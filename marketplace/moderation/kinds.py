"""The vocabulary of moderation."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What can be taken down."""

    LISTING = "listing", "a listing"
    PROFILE = "profile", "a store's or repair shop's profile"
    REVIEW = "review", "a review"
    ANSWER = "answer", "the answer to a review"
    ACCOUNT = "account", "the name of an account"


class Named(TextChoices):
    """What can be reported: a person by where they are seen, as accounts have no public id."""

    LISTING = "listing", "a listing, by its id"
    PROFILE = "profile", "a profile, by its organisation's id"
    REVIEW = "review", "a review, by its id"
    ANSWER = "answer", "the answer to a review, by the review's id"
    AUTHOR = "author", "whoever wrote a review, by the review's id"
    SELLER = "seller", "whoever sells a listing, by the listing's id"


class Reason(TextChoices):
    """Why something should not stand there."""

    COUNTERFEIT = "counterfeit", "the watch is counterfeit"
    STOLEN = "stolen", "the watch is stolen"
    PHOTOS = "photos", "the photos are not the seller's"
    MISLEADING = "misleading", "it misleads"
    OFFENSIVE = "offensive", "it offends"
    OTHER = "other", "something else"
