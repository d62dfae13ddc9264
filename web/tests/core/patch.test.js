import { patch } from "@web/core/utils/patch";
import { expect, test } from "vitest";

class Base {
    name = "base";
    greet() {
        return `hello ${this.who()}`;
    }
    who() {
        return "world";
    }
    get size() {
        return 1;
    }
    static make() {
        return "made";
    }
}

class Child extends Base {
    who() {
        return `child of ${super.who()}`;
    }
}

test("super reaches what was there before, one extension over the other", () => {
    const first = patch(Base.prototype, {
        greet() {
            return `${super.greet()}!`;
        },
    });
    const second = patch(Base.prototype, {
        greet() {
            return `[${super.greet()}]`;
        },
    });
    expect(new Base().greet()).toBe("[hello world!]");
    expect(new Child().greet()).toBe("[hello child of world!]");
    first();
    expect(new Base().greet()).toBe("[hello world]");
    second();
    expect(new Base().greet()).toBe("hello world");
});

test("inherited methods can be extended on the child", () => {
    const undo = patch(Child.prototype, {
        greet() {
            return `${super.greet()} (patched)`;
        },
    });
    expect(new Child().greet()).toBe("hello child of world (patched)");
    expect(new Base().greet()).toBe("hello world");
    undo();
    expect(Object.hasOwn(Child.prototype, "greet")).toBe(false);
    expect(new Child().greet()).toBe("hello child of world");
});

test("getters, new properties and static methods", () => {
    const undoGetter = patch(Base.prototype, {
        get size() {
            return super.size + 1;
        },
    });
    const undoStatic = patch(Base, {
        make() {
            return `${super.make()} twice`;
        },
    });
    expect(new Base().size).toBe(2);
    expect(Base.make()).toBe("made twice");
    undoGetter();
    undoStatic();
    expect(new Base().size).toBe(1);
    expect(Base.make()).toBe("made");
});

test("plain objects are patched in place, asynchronous methods too", async () => {
    const service = {
        async load(value) {
            return value;
        },
    };
    const undo = patch(service, {
        async load(value) {
            return (await super.load(value)) * 2;
        },
        added: true,
    });
    expect(await service.load(4)).toBe(8);
    expect(service.added).toBe(true);
    undo();
    expect(await service.load(4)).toBe(4);
    expect("added" in service).toBe(false);
});
