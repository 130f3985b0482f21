# A digit service of the usual shape, to measure beside: Flask, PyTorch on one thread, a 2-conv CNN, JSON with a base64 PNG, one INSERT a
# request over psycopg. Run by gunicorn with one process (see start.js). Its weights are random: what it costs is the same.
import base64
import io
import json
import os
import time

import numpy as np
import psycopg
import torch
from flask import Flask, jsonify, request
from PIL import Image
from torch import nn

torch.set_num_threads(1)

model = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, 10),
).eval()
connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
connection.execute(
    """CREATE TABLE IF NOT EXISTS predictions (
        id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), digit smallint NOT NULL,
        confidence double precision NOT NULL, probabilities jsonb NOT NULL, label smallint, latency_ms double precision)"""
)
app = Flask(__name__)


def preprocess(data_url):
    image = Image.open(io.BytesIO(base64.b64decode(data_url.split(",", 1)[1]))).convert("L").resize((28, 28))
    pixels = (np.asarray(image, dtype=np.float32) / 255 - 0.1307) / 0.3081
    return torch.from_numpy(pixels)[None, None]


@app.post("/predict")
def predict():
    start = time.perf_counter()
    body = request.get_json()
    with torch.no_grad():
        probabilities = torch.softmax(model(preprocess(body["image"])), 1)[0]
    confidence, digit = probabilities.max(0)
    answer = {"id": body["id"], "digit": int(digit), "confidence": float(confidence), "probabilities": probabilities.tolist()}
    connection.execute(
        "INSERT INTO predictions (id, digit, confidence, probabilities, latency_ms) VALUES (%s, %s, %s, %s, %s)",
        (answer["id"], answer["digit"], answer["confidence"], json.dumps(answer["probabilities"]), 1000 * (time.perf_counter() - start)),
    )
    return jsonify(answer), 201


@app.get("/health")
def health():
    return "ok"
