from . import ir_http, ir_qweb, res_lang
