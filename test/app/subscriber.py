"""What a client of the output port sees: PORT COUNT FOLDER. Prints one JSON line for each message."""
import json
import os
import sys

import msgpack
import zmq

port, count, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
socket = zmq.Context().socket(zmq.SUB)
socket.setsockopt(zmq.RCVTIMEO, 10_000)
socket.connect(f"tcp://127.0.0.1:{port}")
socket.setsockopt(zmq.SUBSCRIBE, b"")
for i in range(count):
    parts = socket.recv_multipart()
    message = msgpack.unpackb(parts[0])
    timestamp, index, jpg = message
    file = os.path.join(folder, f"{i}.jpg")
    with open(file, "wb") as picture:
        picture.write(jpg)
    types = [type(value).__name__ for value in (message, timestamp, index, jpg)]
    print(json.dumps(dict(parts=len(parts), types=types, timestamp=timestamp, index=index, file=file)))
