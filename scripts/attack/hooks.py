# What JSON Schema cannot say of a request that is to be accepted: that a drawing has ink, that an image is one, that a cursor was
# given out, that a picture is at an address. Requests that are meant to be refused are left as they are.
import base64
import os

import schemathesis

PICTURE_URL = os.environ["ATTACK_PICTURE_URL"]
IMAGE = os.environ["ATTACK_IMAGE"]
ORDERS = ("newest", "oldest", "leastSure", "mostSure")


def cursor_of(order):
    place = f"{order}:7" if order in ("newest", "oldest") else f"{order}:0.5:7"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def mend_prediction(body):
    if not isinstance(body, dict):
        return
    if "image" in body:
        body["image"] = IMAGE
    elif not any(body.get("strokes") or []):
        body["strokes"] = [[[140, 30], [140, 250]]]


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if isinstance(case.query, dict) and "cursor" in case.query:
        order = case.query.get("order", "newest")
        case.query["cursor"] = cursor_of(order if order in ORDERS else "newest")
    if case.operation.path == "/api/v1/predictions":
        mend_prediction(case.body)
    if case.operation.path == "/api/v1/pictures" and isinstance(case.body, dict):
        case.body["url"] = PICTURE_URL
