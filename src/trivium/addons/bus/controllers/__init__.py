from . import main, websocket
