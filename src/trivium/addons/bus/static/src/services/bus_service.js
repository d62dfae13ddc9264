import { EventBus } from "@odoo/owl";
import { Tabs } from "@bus/tabs";
import { WebsocketClient } from "@bus/websocket_client";
import { browser } from "@web/core/browser/browser";
import { RPCError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** Whether the session is good; where nobody answers, it may be. */
async function isSignedIn() {
    try {
        await rpc("/web/session/check", {}, { silent: true });
        return true;
    } catch (error) {
        return !(error instanceof RPCError);
    }
}

/**
 * What comes from the server as it happens. One tab of the browser has the connection; all of them get what it hears.
 *
 *     bus.subscribe("my_type", (payload, { id }) => ...);
 *     bus.addChannel("my_channel");          // starts the connection where there is none
 *
 * Events: `BUS:CONNECT`, `BUS:DISCONNECT`, `BUS:RECONNECT`, `BUS:OUTDATED`, `BUS:SESSION_EXPIRED`, `BUS:NOTIFICATION`.
 */
export const busService = {
    start() {
        const events = new EventBus();
        const notifications = new EventBus();
        const address = `${browser.location.origin.replace(/^http/, "ws")}/websocket?version=${encodeURIComponent(session.websocket_worker_version || "")}`;
        const client = new WebsocketClient(address, { isSignedIn });
        client.know(session.bus_last_id || 0);
        const tabs = new Tabs(`bus:${session.db}:${session.uid || session.user_id || 0}`);
        /** @type {Map<string, number>} channels of this tab, with how often they were added */
        const own = new Map();
        /** @type {Map<string, string[]>} channels of the other tabs */
        const others = new Map();
        /** @type {Map<string, Map<Function, (event: any) => void>>} */
        const subscriptions = new Map();
        let isActive = false;
        let wasConnected = false;
        let joined = false;

        /** @param {string} name @param {any} [detail] in this tab and the others */
        const announce = (name, detail) => {
            events.trigger(name, detail);
            tabs.say({ kind: "event", name, detail });
        };
        const listen = () => client.listen([...new Set([...own.keys(), ...[...others.values()].flat()])]);
        const tellChannels = () => (tabs.leads ? listen() : tabs.say({ kind: "channels", tab: tabs.id, channels: [...own.keys()] }));

        /** @param {{id: number, message: {type: string, payload: any}}[]} list */
        const deliver = (list) => {
            for (const { id, message } of list) {
                client.know(id);
                notifications.trigger(message.type, { id, payload: message.payload });
            }
            events.trigger("BUS:NOTIFICATION", list);
        };

        client.addEventListener("connect", () => {
            announce(wasConnected ? "BUS:RECONNECT" : "BUS:CONNECT");
            wasConnected = true;
        });
        client.addEventListener("disconnect", (ev) => announce("BUS:DISCONNECT", /** @type {CustomEvent} */ (ev).detail));
        client.addEventListener("outdated", () => announce("BUS:OUTDATED"));
        client.addEventListener("expired", () => announce("BUS:SESSION_EXPIRED"));
        client.addEventListener("notification", (ev) => {
            const { detail } = /** @type {CustomEvent} */ (ev);
            tabs.say({ kind: "notifications", list: detail });
            deliver(detail);
        });
        tabs.addEventListener("lead", () => {
            tabs.say({ kind: "who" });
            listen();
            if (isActive) {
                client.start();
            }
        });
        tabs.addEventListener("message", (ev) => {
            const { detail } = /** @type {CustomEvent} */ (ev);
            if (detail.kind === "who" && isActive) {
                tellChannels();
            } else if (detail.kind === "channels" && tabs.leads) {
                others.set(detail.tab, detail.channels);
                listen();
            } else if (detail.kind === "gone") {
                others.delete(detail.tab);
            } else if (detail.kind === "notifications" && isActive) {
                deliver(detail.list);
            } else if (detail.kind === "event") {
                events.trigger(detail.name, detail.detail);
            } else if (detail.kind === "send" && tabs.leads) {
                client.send(detail.eventName, detail.data);
            }
        });
        browser.addEventListener("pagehide", () => tabs.say({ kind: "gone", tab: tabs.id }));
        browser.addEventListener("online", () => {
            if (tabs.leads && isActive && !client.socket) {
                client.stop();
                client.start();
            }
        });

        const start = async () => {
            isActive = true;
            if (!joined) {
                joined = true;
                tabs.join();
            }
            if (tabs.leads) {
                client.start();
            } else {
                tellChannels();
            }
        };

        return {
            /** @param {string} channel */
            addChannel(channel) {
                own.set(channel, (own.get(channel) || 0) + 1);
                if (own.get(channel) === 1 && isActive) {
                    tellChannels();
                }
                return start();
            },
            /** @param {string} channel */
            deleteChannel(channel) {
                const left = (own.get(channel) || 0) - 1;
                if (left > 0) {
                    own.set(channel, left);
                } else if (own.delete(channel) && isActive) {
                    tellChannels();
                }
            },
            /** Asks the server again what this user may listen to. */
            forceUpdateChannels: () => tellChannels(),
            /** @param {string} type @param {(payload: any, info: {id: number}) => void} callback */
            subscribe(type, callback) {
                /** @param {any} event */
                const wrapper = ({ detail }) => callback(structuredClone(detail.payload), { id: detail.id });
                const ofType = subscriptions.get(type) || new Map();
                if (!ofType.has(callback)) {
                    subscriptions.set(type, ofType.set(callback, wrapper));
                    notifications.addEventListener(type, wrapper);
                }
            },
            /** @param {string} type @param {Function} callback */
            unsubscribe(type, callback) {
                const wrapper = subscriptions.get(type)?.get(callback);
                if (wrapper) {
                    notifications.removeEventListener(type, wrapper);
                    subscriptions.get(type)?.delete(callback);
                }
            },
            /** @param {string} eventName @param {any} data */
            send(eventName, data) {
                if (tabs.leads) {
                    client.send(eventName, data);
                } else {
                    tabs.say({ kind: "send", eventName, data });
                }
            },
            start,
            stop() {
                isActive = false;
                client.stop();
                tabs.leave();
                joined = false;
            },
            get isActive() {
                return isActive;
            },
            get isLeader() {
                return tabs.leads;
            },
            get lastNotificationId() {
                return client.last;
            },
            addEventListener: events.addEventListener.bind(events),
            removeEventListener: events.removeEventListener.bind(events),
            trigger: events.trigger.bind(events),
        };
    },
};

registry.category("services").add("bus_service", busService);
