"""Sends 20,000 packets that are no OSC, or strange OSC, to a port of this machine. The same ones every time."""
import random
import socket
import struct
import sys
import time

PORT = int(sys.argv[1])
COUNT = 20_000
draw = random.Random(4)


def text(value):
    data = value.encode() + b'\0'
    return data + b'\0' * (-len(data) % 4)


def strange():
    """A message whose parts are right by themselves and do not fit together."""
    address = draw.choice(['/strength', '/prompt', '/nothing', '/', '//', '/blend', '/cue', '/prompt/99', '/scene', '/seed'])
    tags = ',' + ''.join(draw.choice('ifsbTFNIhdtcrm[]x') for _ in range(draw.randrange(12)))
    return text(address) + text(tags) + draw.randbytes(draw.randrange(40))


def good():
    value = draw.choice([0.5, -1.0, 1e30, float('nan'), float('inf')])
    return text(draw.choice(['/strength', '/opacity', '/seed', '/fps'])) + text(',f') + struct.pack('>f', value)


def bundle(depth=0):
    parts = [bundle(depth + 1) if depth < 12 and draw.random() < 0.4 else good() for _ in range(draw.randrange(4))]
    tag = draw.choice([1, draw.getrandbits(64), 0])
    body = b''.join(struct.pack('>i', draw.choice([len(part), -1, 2**31 - 1])) + part for part in parts)
    return b'#bundle\0' + struct.pack('>Q', tag) + body


def cut(packet):
    return packet[: draw.randrange(len(packet) + 1)]


KINDS = [lambda: draw.randbytes(draw.randrange(200)), strange, good, bundle, lambda: cut(strange()), lambda: cut(bundle())]

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(COUNT):
    packet = draw.choice(KINDS)()
    if packet:
        sender.sendto(packet, ('127.0.0.1', PORT))
    # so that the port hears them and the system does not throw them away
    if n % 50 == 0:
        time.sleep(0.01)
