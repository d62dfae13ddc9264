"""The external API: XML-RPC, JSON-RPC and JSON-2, over one decision of what may be called."""
