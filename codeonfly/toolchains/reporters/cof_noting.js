// Stands behind a source of the project, in a copy of it: notes what its functions are given while tests run.
// An expression, in words that old compilers know. One JSON line a call; cof_again.js makes the calls again.
(function (file, hidden, given) {
  const place = Symbol.for('code-on-fly.calls');
  const state = globalThis[place] || (globalThis[place] = (function () {
    const MOST_CALLS = 6; // of one function
    const MOST_TRIES = 200;
    const MOST_FUNCTIONS = 300;
    const MOST_BYTES = 20000; // of what one call is given
    const MOST_STEPS = 12; // calls that brought an object to where it is
    const MOST_OBJECTS = 3000;
    const DEEPEST = 8;
    const path = process.env.CODE_ON_FLY_CALLS;
    // a test may have another module in the place of this one
    const fs = process.getBuiltinModule ? process.getBuiltinModule('node:fs') : given;
    const append = path && fs ? fs.appendFileSync : null;
    const stringify = JSON.stringify;
    const sourceOf = Function.prototype.toString;
    const known = new Map();
    const stories = new WeakMap(); // object -> how it was made, and what was called on it since
    const wrapped = new WeakMap();
    const proxies = new WeakSet();
    const noted = new WeakSet(); // prototypes whose methods are
    const hiding = new Map(); // module -> names of its methods that are nobody else's
    let objects = 0;
    let depth = 0; // of calls inside of others: what sources ask of each other may take another form
    let isNoting = false;

    const refuse = () => {
      throw new Error('this can not be written down');
    };
    const prototypeOf = Object.getPrototypeOf;
    const isPlain = (value) => {
      const above = prototypeOf(value);
      return above === null || (prototypeOf(above) === null && Object.prototype.toString.call(value) === '[object Object]');
    };

    function recipe(value) {
      const story = stories.get(value);
      return story && !story.lost ? { $: 'made', m: story.m, k: story.k, h: story.h, a: story.a, c: story.c.slice() } : refuse();
    }

    function encode(value, deep) {
      switch (typeof value) {
        case 'string':
          return value.length > MOST_BYTES ? refuse() : value;
        case 'boolean':
          return value;
        case 'undefined':
          return { $: 'undefined' };
        case 'number':
          return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
        case 'bigint':
          return { $: 'bigint', v: String(value) };
        case 'object':
          break;
        default:
          return stories.has(value) ? recipe(value) : refuse();
      }
      if (value === null) return null;
      if (deep > DEEPEST) return refuse();
      if (stories.has(value)) return recipe(value);
      const inner = (one) => encode(one, deep + 1);
      if (Array.isArray(value)) return value.length > 2000 ? refuse() : Array.from(value, inner);
      const tag = Object.prototype.toString.call(value);
      if (tag === '[object Date]') return { $: 'date', v: String(value.getTime()) };
      if (tag === '[object RegExp]') return { $: 'regexp', v: value.source, flags: value.flags };
      if (tag === '[object Uint8Array]') return { $: 'bytes', v: Buffer.from(value).toString('base64'), is: Buffer.isBuffer(value) };
      if (tag === '[object Map]' && value.size < 500) return { $: 'map', v: Array.from(value, (pair) => pair.map(inner)) };
      if (tag === '[object Set]' && value.size < 500) return { $: 'set', v: Array.from(value, inner) };
      if (tag === '[object URL]') return { $: 'url', v: String(value) };
      if (!isPlain(value) || Object.getOwnPropertySymbols(value).length > 0) return refuse();
      const keys = Object.keys(value);
      return keys.length > 500 ? refuse() : { $: 'object', v: keys.map((key) => [key, inner(value[key])]) };
    }

    function encoded(args) {
      isNoting = true; // it may call functions of the project's
      try {
        const all = Array.from(args, (one) => encode(one, 0));
        return stringify(all).length > MOST_BYTES ? null : all;
      } catch (_) {
        return null;
      } finally {
        isNoting = false;
      }
    }

    function note(of, kind, name, self, args) {
      if (isNoting || !append) return;
      const id = [of.m, of.k, kind, name].join(' ');
      let mine = known.get(id);
      if (!mine) {
        if (known.size >= MOST_FUNCTIONS) return;
        known.set(id, (mine = { texts: new Set(), tries: 0 }));
      }
      mine.tries += 1;
      if (mine.texts.size >= MOST_CALLS || mine.tries > MOST_TRIES) return;
      const all = encoded(self === null ? args : [self].concat(Array.from(args)));
      if (all === null) return;
      const made = self === null ? null : all.shift();
      const text = stringify({ m: of.m, k: of.k, kind, f: name, self: made, a: all, inner: depth > 0 });
      if (mine.texts.has(text)) return;
      mine.texts.add(text);
      try {
        append(path, text + '\n');
      } catch (_) {
        // then it is not known
      }
    }

    function begin(value, of, how, args) {
      if (args === null || objects >= MOST_OBJECTS || stories.has(value)) return;
      objects += 1;
      stories.set(value, { m: of.m, k: of.k, h: how, a: args, c: [], size: 0, busy: 0, lost: false });
    }

    function go(story, name, kind, args) {
      if (story.lost) return;
      const all = encoded(args);
      story.size += all === null ? 0 : stringify(all).length;
      if (all === null || story.c.length >= MOST_STEPS || story.size > MOST_BYTES) story.lost = true;
      else story.c.push([name, kind, all]);
    }

    // What is done to an object from outside; what its methods call themselves is their own affair.
    function step(self, name, kind, args, work) {
      const story = self !== null && (typeof self === 'object' || typeof self === 'function') ? stories.get(self) : undefined;
      if (!story || story.busy > 0 || isNoting) return work();
      if (kind !== 'set') note(story, kind, name, self, args);
      if (kind !== 'get') go(story, name, kind, args);
      story.busy += 1;
      try {
        return inside(work);
      } finally {
        story.busy -= 1;
      }
    }

    function inside(work) {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    }

    // What a function makes: an object of a class that is noted, one with functions in it, a function.
    function followed(out, of, args) {
      if (args === null || out === null || proxies.has(out)) return out;
      if (typeof out === 'function' && Object.keys(out).length === 0 && !/^class\b/.test(sourceOf.call(out))) {
        const proxy = new Proxy(out, { apply: (f, self, more) => step(proxy, '', 'call', more, () => Reflect.apply(f, self, more)) });
        proxies.add(proxy);
        begin(proxy, of, 'call', args);
        return proxy;
      }
      if (typeof out !== 'object' || stories.has(out) || typeof out.then === 'function') return out;
      if (noted.has(prototypeOf(out))) begin(out, of, 'call', args);
      else if (isPlain(out) && Object.keys(out).some((key) => typeof out[key] === 'function')) {
        begin(out, of, 'call', args);
        members(out, () => out, of.m);
      }
      return out;
    }

    const isHidden = (name, m) => name[0] === '_' || (hiding.get(m) || []).includes(name);

    function members(holder, owner, m) {
      for (const name of Object.getOwnPropertyNames(holder)) {
        const found = Object.getOwnPropertyDescriptor(holder, name);
        if (name === 'constructor' || isHidden(name, m) || !found.configurable) continue;
        const { get, set, value } = found;
        if (typeof value === 'function' && found.writable && !proxies.has(value)) {
          found.value = new Proxy(value, {
            apply: (f, self, args) => step(owner(self), name, 'call', args, () => Reflect.apply(f, self, args)),
          });
          proxies.add(found.value);
        } else if (get || set) {
          if (get) found.get = function () { return step(owner(this), name, 'get', [], () => Reflect.apply(get, this, [])); };
          if (set) found.set = function (one) { return step(owner(this), name, 'set', [one], () => Reflect.apply(set, this, [one])); };
        } else continue;
        Object.defineProperty(holder, name, found);
      }
    }

    function statics(kind, proxy, m, k) {
      for (const name of Object.getOwnPropertyNames(kind)) {
        const found = Object.getOwnPropertyDescriptor(kind, name);
        if (name === 'prototype' || isHidden(name, m) || !found.writable || !found.configurable) continue;
        if (typeof found.value !== 'function' || proxies.has(found.value) || /^class\b/.test(sourceOf.call(found.value))) continue;
        const of = { m, k: k + '.' + name };
        found.value = called(found.value, of, (self) => (self === proxy ? kind : self));
        Object.defineProperty(kind, name, found);
      }
    }

    function called(f, of, meant) {
      const proxy = new Proxy(f, {
        apply(_, self, args) {
          if (isNoting) return Reflect.apply(f, self, args);
          note(of, 'call', '', null, args);
          const before = objects < MOST_OBJECTS ? encoded(args) : null;
          return followed(inside(() => Reflect.apply(f, meant(self), args)), of, before);
        },
        construct(_, args, target) {
          if (target !== proxy) return Reflect.construct(f, args, target);
          note(of, 'new', '', null, args);
          const before = objects < MOST_OBJECTS ? encoded(args) : null;
          const out = inside(() => Reflect.construct(f, args, f));
          begin(out, of, 'new', before);
          return out;
        },
      });
      proxies.add(proxy);
      return proxy;
    }

    function wrap(value, m, k) {
      if (typeof value !== 'function' || proxies.has(value) || value._isMockFunction) return value;
      if (wrapped.has(value)) return wrapped.get(value);
      const proxy = called(value, { m, k }, (self) => self);
      wrapped.set(value, proxy);
      if (value.prototype && !noted.has(value.prototype)) {
        noted.add(value.prototype);
        members(value.prototype, (self) => self, m);
      }
      statics(value, proxy, m, k);
      return proxy;
    }

    function within(holder, m, k, deep) {
      if (typeof holder !== 'object' || holder === null || !isPlain(holder)) return;
      for (const name of Object.keys(holder)) {
        const found = Object.getOwnPropertyDescriptor(holder, name);
        if (!found || !found.writable || isHidden(name, m)) continue;
        const key = k ? k + '.' + name : name;
        if (typeof found.value === 'function') holder[name] = wrap(found.value, m, key);
        else if (deep > 0) within(found.value, m, key, deep - 1);
      }
    }

    return { wrap, within, wrapped, hiding };
  })());
  state.hiding.set(file, hidden);
  return {
    // what a name of the module stands for by now
    wrap(value, key) {
      if (typeof value !== 'function') state.within(value, file, key, 0);
      return state.wrap(value, file, key);
    },
    exported(value) {
      if (typeof value === 'function') return state.wrap(value, file, '');
      state.within(value, file, '', 1);
      return value;
    },
    again: (value) => state.wrapped.get(value) || value,
  };
})
