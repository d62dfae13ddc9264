{
    "name": "RPC endpoints",
    "summary": "XML-RPC, JSON-RPC and JSON-2",
    "description": "The controllers of the external API under the names by which addons extend them.",
    "category": "Extra Tools",
    "version": "1.0",
    "license": "LGPL-3",
    "depends": ["base"],
    "auto_install": True,
}
