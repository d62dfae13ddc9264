import { startWebClient } from "@web/start";
import { WebClient } from "@web/webclient/webclient";

startWebClient(WebClient);
