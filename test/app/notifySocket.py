"""Stands in for the service manager: binds the datagram socket named on the command line and prints what it is told.

One JSON object a line: the lines of a datagram, and the process that has sent it, as the kernel says. An address with @ is
abstract, as systemd writes it.
"""

import json
import socket
import struct
import sys

address = sys.argv[1]
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
listening.bind("\0" + address[1:] if address.startswith("@") else address)
print(json.dumps({"lines": [], "pid": 0}), flush=True)
while True:
    data, ancillary, _flags, _from = listening.recvmsg(65536, socket.CMSG_SPACE(12))
    pid = struct.unpack("iII", ancillary[0][2])[0] if ancillary else 0
    print(json.dumps({"lines": data.decode().split(), "text": data.decode(), "pid": pid}), flush=True)
