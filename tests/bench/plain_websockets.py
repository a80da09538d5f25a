"""The yardstick of a broadcast: the `websockets` library with nothing on top. Run with a port.

Whoever connects gets the kept message; the message `send` sends it on to everybody with the next number.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from typing import Any

library: Any = import_module("websockets.asyncio.server")
"""Its typed face has changed with every version; three names of it are needed."""
MESSAGE = '42/board,["board",{{"site":"demo","seq":{seq},"filled":"{filled}"}}]'


async def serve(port: int, size: int) -> None:
    """Serve for ever; `size` is that of the board beside it, in bytes."""
    state = {"seq": 0}

    def message() -> str:
        return MESSAGE.format(seq=state["seq"], filled="x" * size)

    async def hear(connection: Any) -> None:
        await connection.send(message())
        async for said in connection:
            if said == "send":
                state["seq"] += 1
                library.broadcast(server.connections, message())

    async with library.serve(hear, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
