#!/usr/bin/env python3
"""A complete small worker in Python: takes frames from an i2i server, transforms them, gives them back.

    python3 examples/worker.py [HOST] [PORT] [--keys FOLDER]

Needs pyzmq and msgpack; with Pillow it inverts the colours, without it returns the pictures as they came. docs/protocol.md
explains every message. Put your own work into transform().
"""
import argparse
import io
import os
import platform
import signal
import time
import uuid

import msgpack
import zmq

try:
    from PIL import Image, ImageOps
except ImportError:
    Image = None

PROTOCOL = 2
BEAT_S = 0.25  # a server takes a worker that says nothing for a second for gone
SILENCE_S = 1.0


def transform(jpeg, parameters):
    """One picture as JPEG bytes to another one, under the settings of the show: prompt, seed, strength, resolution, ..."""
    if Image is None:
        return jpeg
    picture = Image.open(io.BytesIO(jpeg)).convert('RGB')
    scale = parameters['resolution'] / max(picture.size)
    size = [max(8, round(side * scale / 8) * 8) for side in picture.size]
    picture = picture.resize(size)
    if parameters['mirror']:
        picture = ImageOps.mirror(picture)
    if not parameters['passthrough']:
        picture = ImageOps.invert(picture)
    encoded = io.BytesIO()
    picture.save(encoded, 'JPEG', quality=parameters['jpegQuality'])
    return encoded.getvalue()


class Worker:
    def __init__(self, address, keys):
        self.address, self.keys = address, keys
        self.instance = str(uuid.uuid4())  # new for every process
        self.is_welcome = False
        self.is_over = False
        self.open()

    def open(self):
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        if self.keys:
            read = lambda name: open(os.path.join(self.keys, name), 'rb').read().strip()
            self.socket.curve_serverkey = read('server.pub')
            self.socket.curve_publickey = read('client.pub')
            self.socket.curve_secretkey = read('client.secret')
        self.socket.connect(self.address)
        self.heard = time.monotonic()

    def send(self, head, *pictures):
        self.socket.send_multipart([msgpack.packb(head), *pictures])

    def hello(self):
        self.send({
            'type': 'hello', 'protocol': PROTOCOL, 'workerId': 'python-' + platform.node(), 'instance': self.instance,
            'engine': 'python', 'device': platform.processor() or 'a processor', 'version': '1.0.0',
            'credits': 2,  # one job in hand, one ahead
        })

    def run(self):
        due = 0.0
        while not self.is_over:
            now = time.monotonic()
            if now >= due:
                self.send({'type': 'beat'}) if self.is_welcome else self.hello()
                due = now + BEAT_S
            if self.is_welcome and now - self.heard > SILENCE_S:
                print('the server is silent; looking for it', flush=True)
                self.is_welcome = False
            if self.socket.poll(50):
                self.receive(self.socket.recv_multipart())
        self.send({'type': 'bye'})
        time.sleep(0.05)  # until it has left

    def receive(self, parts):
        self.heard = time.monotonic()
        head = msgpack.unpackb(parts[0])
        kind = head['type']
        if kind == 'welcome':
            self.is_welcome = True
            print('working for', self.address, flush=True)
        elif kind == 'who':
            self.is_welcome = False
            self.hello()
        elif kind == 'job':
            self.work(head, parts[1:])
        elif kind == 'refusal':
            raise SystemExit(f"refused: {head['reason']} {head['remedy']}")
        elif kind == 'bench':
            print('benched:', head['reason'], flush=True)

    def work(self, job, pictures):
        began = time.monotonic()
        outcomes, results = [], []
        for jpeg in pictures:
            try:
                results.append(transform(jpeg, job['parameters']))
                outcomes.append({'ok': True})
            except Exception as error:  # a picture that cannot be read is no reason to end
                outcomes.append({'ok': False, 'fault': 'input', 'reason': str(error)[:500]})
        took = (time.monotonic() - began) * 1000
        times = {'waitMs': 0.0, 'decodeMs': 0.0, 'transformMs': took, 'encodeMs': 0.0}
        result = {'type': 'result', 'protocol': PROTOCOL, 'streamId': job['streamId'], 'jobId': job['jobId']}
        self.send({'type': 'credit', 'n': 1})
        self.send({**result, 'times': times, 'outcomes': outcomes}, *results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('host', nargs='?', default='127.0.0.1')
    parser.add_argument('port', nargs='?', type=int, default=5555)
    parser.add_argument('--keys', help='folder with server.pub, client.pub and client.secret, for a server with --curve')
    options = parser.parse_args()
    worker = Worker(f'tcp://{options.host}:{options.port}', options.keys)

    def stop(*_):
        worker.is_over = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()


if __name__ == '__main__':
    main()
