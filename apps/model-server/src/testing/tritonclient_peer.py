"""A client that nobody here wrote, NVIDIA's tritonclient (PyPI), asks a model server; prints what it got as one line of JSON.

python tritonclient_peer.py HOST:PORT < images, 784 bytes each
"""

import json
import sys
import time

import numpy
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

NAME = "mnist-cnn"


def infer(client, images, binary, datatype="UINT8", **options):
    """The outputs for images, all sent and received as binary data or all as JSON."""
    tensor = triton.InferInput("images", list(images.shape), datatype)
    tensor.set_data_from_numpy(images, binary_data=binary)
    names = ["digit", "confidence", "probabilities", "not_digit", "logits"]
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in names]
    result = client.infer(NAME, [tensor], outputs=outputs, **options)
    answer = result.get_response()
    return {
        "version": answer["model_version"],
        "id": answer.get("id"),
        **{name: result.as_numpy(name).tolist() for name in names},
        "dtypes": {name: str(result.as_numpy(name).dtype) for name in names},
    }


def refusal(call):
    """What the client makes of a request that is refused."""
    try:
        call()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


def main():
    images = numpy.frombuffer(sys.stdin.buffer.read(), numpy.uint8).reshape(-1, 28, 28)
    with triton.InferenceServerClient(sys.argv[1]) as client:
        report = {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready(NAME),
            "other_ready": client.is_model_ready("other"),
            "server": client.get_server_metadata(),
            "model": client.get_model_metadata(NAME),
            "index": client.get_model_repository_index(),
            "binary": infer(client, images, True, request_id="7"),
            "json": infer(client, images, False),
            "floats": infer(client, (images / 255).astype(numpy.float32), True, "FP32"),
            "old": infer(client, images, True, model_version="1"),
            "refused": refusal(lambda: infer(client, images[:, :14], True)),
            "unknown": refusal(lambda: infer(client, images, True, model_version="99")),
        }
        lone = triton.InferInput("images", [1, 28, 28], "UINT8")
        lone.set_data_from_numpy(images[:1])
        start, count = time.perf_counter(), 400
        # One after the other: async_infer sleeps for 10 ms a request.
        digits = {int(client.infer(NAME, [lone]).as_numpy("digit")[0]) for _ in range(count)}
        report["load"] = {"digits": list(digits), "per_second": count / (time.perf_counter() - start)}
    print(json.dumps(report))


main()
