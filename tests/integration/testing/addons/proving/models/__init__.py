from . import proving_order
