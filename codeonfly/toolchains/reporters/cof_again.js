// The heart of a test file that makes calls again which cof_noting.js noted, as they were and with small changes.
// An expression; what it gives back makes them, given the modules. Each call is made twice with a second between, and
// what came of it both times is written down, one JSON line each; the last line says that all were made.
(function (fs, vm, timers, near, tell) {
  const { openSync, readFileSync, writeSync } = fs;
  const { setTimeout, clearTimeout } = timers;
  const { stringify, parse } = JSON;
  const now = Date.now.bind(Date);
  const path = process.env.CODE_ON_FLY_CALLS;
  delete process.env.CODE_ON_FLY_CALLS;
  const out = openSync(path, 'a');
  const MOST_CALLS = 6; // of one function
  const MOST_FUNCTIONS = 300;
  const LIMIT = 1000; // milliseconds for one call
  const LONG = 200; // one that takes so long may be over the limit on a busier machine
  const ALL = 12000; // for all of them, once
  const ENDS = [25000, 45000]; // milliseconds of the process, after which little is left for the first, the second time
  const SLOW = { slow: true };
  const MISSING = { missing: true };

  // Code that comes to no end is ended by this; nothing else of JavaScript's can be.
  let work;
  const context = vm.createContext({ run: () => work() });
  const script = new vm.Script('run()');
  function guarded(f) {
    let found;
    work = () => {
      found = f();
    };
    try {
      script.runInContext(context, { timeout: LIMIT });
    } catch (error) {
      throw error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? SLOW : error;
    }
    return found;
  }

  async function settled(value) {
    if (value === null || typeof value !== 'object' || typeof value.then !== 'function') return value;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(SLOW), LIMIT);
    });
    try {
      return await Promise.race([value, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function collected(value) {
    if (value === null || typeof value !== 'object' || typeof value.next !== 'function' || !value[Symbol.asyncIterator]) return value;
    const all = [];
    for (let step = await settled(value.next()); !step.done && all.length < 100; step = await settled(value.next())) all.push(step.value);
    return all;
  }

  function noted() {
    const known = new Map();
    const calls = [];
    for (const line of new Set(readFileSync(path + '.calls', 'utf8').split('\n'))) {
      if (!line.endsWith('}')) continue;
      try {
        const call = parse(line);
        const id = [call.m, call.k, call.kind, call.f].join(' ');
        const count = known.get(id) || 0;
        if (count >= MOST_CALLS || (count === 0 && known.size >= MOST_FUNCTIONS)) continue;
        known.set(id, count + 1);
        calls.push(call);
      } catch (_) {
        // two processes wrote at once
      }
    }
    return calls;
  }

  return async function again(loaders) {
    const modules = new Map();
    const classes = new Set();
    for (const [name, load] of Object.entries(loaders)) {
      try {
        const module = await settled(load());
        modules.set(name, module);
        for (const one of [...Object.values(module), ...Object.values(module.default || {}), module]) {
          if (typeof one === 'function') classes.add(one);
        }
      } catch (_) {
        // nothing of it is told
      }
    }
    const told = tell.teller(classes);

    // [owner, function]
    function found(m, k) {
      const module = modules.get(m);
      if (module === undefined) throw MISSING;
      const keys = k.split('.').filter(Boolean);
      const inside = module.default;
      const at = (start) => keys.reduce(([, owner], key) => [owner, owner === undefined || owner === null ? undefined : owner[key]], [undefined, start]);
      const tries = keys.length === 0 ? [[undefined, module], [undefined, inside]] : [at(module), ...(inside ? [at(inside)] : [])];
      // of a module that has a default and is not its own, the default's own default is meant
      if (k === 'default') tries.unshift(...(inside && inside.default ? [[inside, inside.default]] : []), [undefined, inside], [undefined, module]);
      const one = tries.find(([, f]) => typeof f === 'function');
      if (!one) throw MISSING;
      return one;
    }

    async function value(one) {
      if (one === null || typeof one !== 'object') return one;
      if (Array.isArray(one)) return all(one);
      switch (one.$) {
        case 'number':
          return Number(one.v);
        case 'bigint':
          return BigInt(one.v);
        case 'date':
          return new Date(Number(one.v));
        case 'regexp':
          return new RegExp(one.v, one.flags);
        case 'url':
          return new URL(one.v);
        case 'bytes':
          return one.is ? Buffer.from(one.v, 'base64') : new Uint8Array(Buffer.from(one.v, 'base64'));
        case 'map':
          return new Map(await all(one.v));
        case 'set':
          return new Set(await all(one.v));
        case 'made':
          return made(one);
        case 'object': {
          const own = {};
          for (const [key, inner] of one.v) {
            if (key !== '__proto__') own[key] = await value(inner);
          }
          return own;
        }
        default:
          return undefined;
      }
    }

    async function all(several) {
      const found = [];
      for (const one of several) found.push(await value(one));
      return found;
    }

    async function made(recipe) {
      const [owner, f] = found(recipe.m, recipe.k);
      const args = await all(recipe.a);
      const self = await settled(guarded(() => (recipe.h === 'new' ? new f(...args) : f.apply(owner, args))));
      for (const [name, kind, given] of recipe.c) await does(self, name, kind, await all(given));
      return self;
    }

    async function does(self, name, kind, args) {
      if (name !== '' && !(name in Object(self))) throw MISSING;
      if (kind === 'get') return guarded(() => self[name]);
      if (kind === 'set') return guarded(() => void (self[name] = args[0]));
      const f = name === '' ? self : self[name];
      if (typeof f !== 'function') throw MISSING;
      return settled(guarded(() => f.apply(name === '' ? undefined : self, args)));
    }

    async function came(call) {
      let seed = 1;
      Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
      const started = now();
      try {
        const args = await all(call.a);
        const self = call.self ? await value(call.self) : undefined;
        const [owner, f] = call.self ? [] : found(call.m, call.k);
        const result = call.self
          ? await does(self, call.f, call.kind, args)
          : await settled(guarded(() => (call.kind === 'new' ? new f(...args) : f.apply(owner, args))));
        const whole = await collected(result);
        const gives = guarded(() => told(whole));
        const given = args.filter((_, place) => call.a[place] !== null && typeof call.a[place] === 'object' && call.a[place].$ !== 'made');
        const leaves = guarded(() => told(call.self && whole !== self && call.kind !== 'get' ? [...given, self] : given));
        return { gives, leaves, ...(now() - started > LONG ? { long: true } : {}) };
      } catch (error) {
        if (error === MISSING) return null;
        if (error === SLOW) return SLOW;
        return error && error.cofExit !== undefined ? { exits: error.cofExit } : tell.failure(error);
      }
    }

    function takes(call) {
      try {
        const [, f] = found(call.self ? call.self.m : call.m, call.self ? call.self.k : call.k);
        const method = call.self && call.kind === 'call' && call.self.h === 'new' ? f.prototype[call.f] : null;
        return tell.takes(f) + (typeof method === 'function' ? tell.takes(method) : '');
      } catch (_) {
        return '';
      }
    }

    const calls = noted();
    const ways = calls.map((call) => near.ways(call));
    const most = Math.max(0, ...ways.map((one) => one.length));

    async function pass(end, each) {
      const until = now() + Math.min(ALL, Math.max(1000, end - process.uptime() * 1000));
      for (let round = 0; round < most; round += 1) {
        for (let number = 0; number < ways.length; number += 1) {
          if (round >= ways[number].length) continue;
          if (now() > until) return;
          const [name, call] = ways[number][round];
          const one = await came(call);
          if (one !== null) each((number + ' ' + name).trim(), one, call);
        }
      }
    }

    const leave = quiet();
    const first = new Map();
    await pass(ENDS[0], (place, one) => first.set(place, stringify(one)));
    await new Promise((resolve) => setTimeout(resolve, 1100)); // what goes by the clock is another thing then
    await pass(ENDS[1], (place, one, call) => {
      if (first.get(place) !== stringify(one)) return;
      const more = { ...(stringify(call).includes('"$":"made"') ? { objects: true } : {}), ...(call.inner ? { inner: true } : {}) };
      writeSync(out, stringify([place, { call: near.told(call), takes: takes(call), ...more, ...one }]) + '\n');
    });
    writeSync(out, stringify('end') + '\n');
    leave();
  };

  // Nothing that a call does may end the run, or fill its console.
  function quiet() {
    const exit = process.exit.bind(process);
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'table', 'trace']) console[name] = () => {};
    process.exit = (code) => {
      throw { cofExit: String(code === undefined ? 0 : code) };
    };
    for (const name of ['uncaughtException', 'unhandledRejection']) {
      process.removeAllListeners(name);
      process.on(name, () => {});
    }
    // whatever the calls have left running
    return () => (process.env.VITEST ? undefined : setTimeout(() => exit(0), 200));
  }
})
