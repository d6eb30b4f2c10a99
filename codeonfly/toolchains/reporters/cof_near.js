// Part of a test file that makes noted calls again: calls near a noted one, and how each is shown. An expression.
(function () {
  const stringify = JSON.stringify;
  const MOST = 40; // calls near one

  // [name, another value]: of the same kind, and near to it; of values as cof_noting.js writes them
  function near(value, deep) {
    if (typeof value === 'boolean') return [['not', !value]];
    if (typeof value === 'number') return numbers(value);
    if (typeof value === 'string') return texts(value);
    if (value === null || deep > 1) return [];
    if (Array.isArray(value)) return lists(value, deep);
    if (value.$ === 'object') return objects(value, deep);
    if (value.$ === 'date') return [1, -1, 30].map((days) => ['+' + days, { $: 'date', v: String(Number(value.v) + days * 86400000) }]);
    if (value.$ === 'bigint') return [1n, -1n].map((more) => ['+' + more, { $: 'bigint', v: String(BigInt(value.v) + more) }]);
    return [];
  }

  function numbers(value) {
    const all = Number.isInteger(value)
      ? [['+1', value + 1], ['-1', value - 1], ['0', 0], ['negative', -value], ['times ten', value * 10]]
      : [['0', 0], ['negative', -value], ['a bit more', value + 0.005], ['half more', value + 0.5]];
    return all.filter(([, one]) => one !== value && !Object.is(one, -0));
  }

  function texts(value) {
    const all = [
      ['empty', ''],
      ['upper', value.toUpperCase()],
      ['lower', value.toLowerCase()],
      ['shorter', value.slice(0, -1)],
      ['space behind', value + ' '],
      ['space before', ' ' + value],
      ['line end', value + '\n'],
      ['last again', value + value.slice(-1)],
      ['accent', value.replace(/e/g, '\u00e9') + '\u00e9'],
      ['longer numbers', value.replace(/\d+/g, '$&000')],
      ['twice', value + value],
      ['negative', '-' + value],
    ];
    const found = all.filter(([, one]) => one !== value);
    const day = Date.parse((/^\d{4}-\d\d-\d\d(?![\d-])/.exec(value) || [''])[0]);
    if (Number.isNaN(day)) return found;
    const other = (days) => new Date(day + days * 86400000).toISOString().slice(0, 10) + value.slice(10);
    // what was made for dates may make anything of what is none
    return [...[1, -1, 30].map((days) => ['+' + days, other(days)]), ...found.map(([name, one]) => ['no date, ' + name, one])];
  }

  function lists(value, deep) {
    if (value.length === 0) return [];
    const first = near(value[0], deep + 1).map(([name, one]) => ['[0] ' + name, [one, ...value.slice(1)]]);
    const own = [['none', []], ['reversed', [...value].reverse()], ['without the last', value.slice(0, -1)]];
    // records may be there once only, and what comes of two is nobody's affair
    const again = value[0] === null || typeof value[0] !== 'object' ? [['the first again', [...value, value[0]]]] : [];
    return [...own, ...again, ...first];
  }

  function objects(value, deep) {
    return value.v.slice(0, 8).flatMap(([key, inner], place) => {
      const put = (...pair) => ({ $: 'object', v: [...value.v.slice(0, place), ...pair, ...value.v.slice(place + 1)] });
      const changed = near(inner, deep + 1).map(([name, one]) => ['.' + key + ' ' + name, put([key, one])]);
      return [['without ' + key, put()], ...changed];
    });
  }

  // [name, call]: the call as it was, and with one small change each, of its arguments or of its object's
  function ways(call) {
    const found = [];
    const vary = (args, name, put) =>
      args.forEach((value, place) => {
        for (const [how, one] of near(value, 0)) {
          // what an object was made with has its bounds: below nothing, two honest versions may part
          if (name !== '' && typeof one === 'number' && one < 0 && value >= 0) continue;
          found.push([name + place + ' ' + how, put([...args.slice(0, place), one, ...args.slice(place + 1)])]);
        }
      });
    vary(call.a, '', (a) => ({ ...call, a }));
    const self = call.self;
    if (self) {
      vary(self.a, 'made ', (a) => ({ ...call, self: { ...self, a } }));
      self.c.forEach(([name, kind, args], at) => {
        const put = (a) => ({ ...call, self: { ...self, c: [...self.c.slice(0, at), [name, kind, a], ...self.c.slice(at + 1)] } });
        vary(args, 'before ' + at + ' ', put);
      });
    }
    const every = Math.max(1, Math.ceil(found.length / MOST));
    return [['', call], ...found.filter((_, place) => place % every === 0)];
  }

  function shown(value) {
    if (value === null || typeof value !== 'object') return stringify(value).slice(0, 80);
    if (Array.isArray(value)) return '[' + value.slice(0, 20).map(shown).join(', ') + ']';
    if (value.$ === 'object') return '{' + value.v.slice(0, 20).map(([key, one]) => key + ': ' + shown(one)).join(', ') + '}';
    if (value.$ === 'made') return made(value);
    if (value.$ === 'map' || value.$ === 'set') return 'new ' + (value.$ === 'map' ? 'Map(' : 'Set(') + shown(value.v) + ')';
    if (value.$ === 'bytes') return 'Buffer';
    return value.$ === 'date' ? 'new Date(' + value.v + ')' : value.$ === 'undefined' ? 'undefined' : value.v;
  }

  const given = (args) => '(' + args.map(shown).join(', ') + ')';
  const named = (m, k) => (k === '' || k === 'default' ? m.replace(/^.*\//, '').replace(/\.\w+$/, '') : k.replace(/^\./, ''));
  const step = (name, kind, args) => (kind === 'get' ? '.' + name : kind === 'set' ? '.' + name + ' = ' + given(args) : (name && '.' + name) + given(args));

  function made(self) {
    const start = (self.h === 'new' ? 'new ' : '') + named(self.m, self.k) + given(self.a);
    const whole = start + self.c.map(([name, kind, args]) => step(name, kind, args)).join('');
    return whole.length > 90 && self.c.length > 0 ? start.slice(0, 60) + ' after ' + self.c.length + ' calls, ' : whole;
  }

  function told({ m, k, kind, f, self, a }) {
    const text = self ? made(self) + step(f, kind, a) : (kind === 'new' ? 'new ' : '') + named(m, k) + given(a);
    return text.slice(0, 200);
  }

  return { ways, told };
})
