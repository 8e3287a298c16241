"""What buyers should know of a certificate that it cannot say itself, since it came about later."""

import json

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from marketplace.authentication.api.public import ID, MISSING, Public, cached
from marketplace.authentication.selectors import serials
from marketplace.common.problems import Problem
from marketplace.common.schema import looks_like, problems
from marketplace.common.stores import blobs
from pipeline import public

WORDS = {
    True: "The same serial number stands in an examined case of another owner. It may be an earlier or later owner's, "
    "or another watch with a copied number: ask the seller before you buy.",
    False: "No examined case of another owner claims the same serial number.",
    None: "It is not known whether another case claims the same serial number: none was claimed, or it was erased.",
}


@looks_like({"same_serial_elsewhere": False, "words": WORDS[False]})
class NotesOut(serializers.Serializer[dict[str, object]]):
    """Notes for buyers."""

    same_serial_elsewhere = serializers.BooleanField(
        allow_null=True, help_text="Null: not known. Neither whose case it is nor how many there are is said."
    )
    words = serializers.CharField()


class Notes(Public):
    """Notes about a certificate. They lie beside its page, which asks no database and is kept for longer."""

    @extend_schema(
        tags=["public"],
        operation_id="certificate_notes",
        auth=[],
        parameters=[ID],
        responses={200: NotesOut, 304: None} | problems(MISSING, public=True),
    )
    def get(self, request: Request, certificate: str) -> HttpResponseBase:
        """Read whether the same serial number stands in another owner's case too: yes, no, or not known."""
        if public.find(blobs(), f"certificates/{certificate}") is None:
            raise Problem(MISSING)
        elsewhere = serials.is_claimed_elsewhere(certificate)
        said = {"same_serial_elsewhere": elsewhere, "words": WORDS[elsewhere]}
        return cached(request, public.file_of(json.dumps(said).encode(), public.JSON, public.AT_ONCE))
