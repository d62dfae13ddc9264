import { describe, expect, test } from "vitest";
import { Tabs } from "@bus/tabs";
import { WebsocketClient } from "@bus/websocket_client";

/** A server's end, played by the test. */
class FakeSocket {
    static made = [];
    constructor(url) {
        this.url = url;
        this.readyState = 0;
        this.sent = [];
        FakeSocket.made.push(this);
    }
    send(data) {
        this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
    }
    open() {
        this.readyState = 1;
        this.onopen();
    }
    tell(...ids) {
        this.onmessage({ data: JSON.stringify(ids.map((id) => ({ id, message: { type: "t", payload: id } }))) });
    }
    close(code, reason = "") {
        this.readyState = 3;
        this.onclose({ code, reason });
    }
}

function makeClient(parts = {}) {
    FakeSocket.made = [];
    const timers = [];
    const client = new WebsocketClient("ws://here/websocket", {
        WebSocketClass: FakeSocket,
        setTimeout: (callback, delay) => timers.push({ callback, delay }) && timers.at(-1),
        clearTimeout: (timer) => timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0),
        random: () => 1,
        ...parts,
    });
    return { client, timers, socket: () => FakeSocket.made.at(-1) };
}

describe("the connection", () => {
    test("asks for what was missed when it is open again", () => {
        const { client, timers, socket } = makeClient();
        client.listen(["a"]);
        client.start();
        socket().open();
        expect(socket().sent).toEqual([{ event_name: "subscribe", data: { channels: ["a"], last: 0 } }]);
        socket().tell(4, 7);
        socket().close(1006);
        timers.at(-1).callback();
        socket().open();
        expect(FakeSocket.made.length).toBe(2);
        expect(socket().sent[0].data).toEqual({ channels: ["a"], last: 7 });
    });

    test("hands out each notification once", () => {
        const { client, socket } = makeClient();
        const heard = [];
        client.addEventListener("notification", (ev) => heard.push(...ev.detail.map(({ id }) => id)));
        client.start();
        socket().open();
        socket().tell(1, 2);
        socket().tell(2, 3);
        expect(heard).toEqual([1, 2, 3]);
    });

    test("waits longer after each failure, up to a minute, and anew after a success", () => {
        const { client, timers, socket } = makeClient();
        client.start();
        const delays = [];
        for (let n = 0; n < 8; n++) {
            socket().close(1006);
            delays.push(timers.at(-1).delay);
            timers.at(-1).callback();
        }
        expect(delays).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
        socket().open();
        socket().tell(1);
        socket().close(1006);
        expect(timers.at(-1).delay).toBe(1000);
    });

    test("comes back at once after a silence that the server ended, and not at all when outdated", () => {
        const { client, timers, socket } = makeClient();
        const heard = [];
        client.addEventListener("outdated", () => heard.push("outdated"));
        client.start();
        socket().open();
        socket().close(4002);
        expect(timers.at(-1).delay).toBe(0);
        timers.at(-1).callback();
        socket().close(1000, "OUTDATED_VERSION");
        expect(heard).toEqual(["outdated"]);
        expect(client.wanted).toBe(false);
    });

    test("asks whether the session has ended or goes on under another identifier", async () => {
        const answers = [true, false];
        const { client, timers, socket } = makeClient({ isSignedIn: async () => answers.shift() });
        const heard = [];
        client.addEventListener("expired", () => heard.push("expired"));
        client.start();
        const first = socket();
        first.open();
        first.close(4001);
        expect(heard).toEqual([]);
        await timers.at(-1).callback();
        expect(socket()).not.toBe(first);
        socket().open();
        expect(client.wanted).toBe(true);
        socket().close(4001);
        await timers.at(-1).callback();
        expect(heard).toEqual(["expired"]);
        expect(client.wanted).toBe(false);
        expect(client.socket).toBe(null);
    });

    test("sends what waited, and beats while it is open", () => {
        const { client, timers, socket } = makeClient();
        client.send("hello", { n: 1 });
        client.start();
        socket().open();
        expect(socket().sent[1]).toEqual({ event_name: "hello", data: { n: 1 } });
        timers.at(-1).callback();
        expect(socket().sent[2]).toEqual(new Uint8Array([0]));
    });
});

describe("tabs", () => {
    /** The locks of a browser: first come, first served. */
    function makeLocks() {
        const queue = [];
        const next = async () => {
            await queue[0]?.();
            queue.shift();
            if (queue.length) {
                next();
            }
        };
        return { request: (name, callback) => queue.push(callback) === 1 && next() };
    }

    test("one leads; another takes over when it leaves", async () => {
        const locks = makeLocks();
        const [first, second] = [new Tabs("t", { locks }), new Tabs("t", { locks })];
        first.join();
        second.join();
        expect([first.leads, second.leads]).toEqual([true, false]);
        first.leave();
        await new Promise((resolve) => setTimeout(resolve));
        expect([first.leads, second.leads]).toEqual([false, true]);
    });

    test("each leads itself in a browser without locks", () => {
        const [first, second] = [new Tabs("t", { locks: null }), new Tabs("t", { locks: null })];
        first.join();
        second.join();
        expect([first.leads, second.leads]).toEqual([true, true]);
    });
});
