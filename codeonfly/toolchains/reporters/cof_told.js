// Part of a test file that makes noted calls again: what came of one, as JSON that can be compared. An expression.
(function () {
  const stringify = JSON.stringify;
  const DEEPEST = 6;
  const MOST_PARTS = 5000; // of one result
  const LONGEST = 4000; // characters of a text
  const sourceOf = Function.prototype.toString;
  const tagOf = Object.prototype.toString;
  const prototypeOf = Object.getPrototypeOf;
  // what code that was not made for it comes to by itself, rather than what it says
  const BY_ITSELF = new RegExp(
    [
      'Cannot (read|set|destructure|convert|mix|assign|add|redefine|define|delete|create|use|access|perform)',
      'is not (a function|iterable|async iterable|a constructor|an object|defined|extensible|a valid)|not iterable|Class constructor',
      'incompatible receiver|called on (null|non-object|undefined)|null or undefined|must be an? (object|instance|function)|must have a .Symbol',
      'Reduce of empty array|Maximum call stack|circular structure|Assignment to constant|before initialization|object null',
      'Invalid (array|string|typed array|count|time|date|code point|BigInt|language|regular|argument|radix|attempt)|Invalid array buffer',
      '(toFixed|toString|toPrecision|toExponential)\\(\\)|Iterator value|out of range|BigInt|Incorrect locale|was not a Promise|proxy',
    ].join('|'),
  );
  const UNFIT = ['TypeError', 'ReferenceError', 'RangeError'];

  // classes: of the project; what an object of these tells of itself are its properties that work something out
  function teller(classes) {
    let parts = 0;

    function told(value, deep) {
      parts += 1;
      if (deep > DEEPEST || parts > MOST_PARTS) return '...';
      switch (typeof value) {
        case 'string':
          return value.length > LONGEST ? value.slice(0, LONGEST) + '... ' + value.length : value;
        case 'number':
          return { number: Number.isFinite(value) ? String(Number(value.toPrecision(9)) + 0) : String(value) };
        case 'object':
          return value === null ? { null: 'null' } : object(value, deep);
        case 'function':
          return { function: 'function' };
        default:
          return { [typeof value]: String(value) };
      }
    }

    function object(value, deep) {
      const inner = (one) => told(one, deep + 1);
      if (Array.isArray(value)) return Array.from(value.slice(0, 1000), inner);
      const tag = tagOf.call(value);
      if (tag === '[object Date]') return { date: String(value.getTime()) };
      if (tag === '[object Error]' || value instanceof Error) return { error: String(value.name) };
      if (tag === '[object Map]') return { dict: sorted(Array.from(value, ([key, one]) => [inner(key), inner(one)])) };
      if (tag === '[object Set]') return { set: sorted(Array.from(value, inner)) };
      if (tag === '[object Uint8Array]') return { bytes: Buffer.from(value).toString('base64').slice(0, LONGEST) };
      if (/^\[object (RegExp|URL|URLSearchParams|Number|String|Boolean)\]$/.test(tag)) return { text: String(value) };
      if (typeof value.next === 'function' && typeof value[Symbol.iterator] === 'function') return taken(value).map(inner);
      const above = prototypeOf(value);
      const isPlain = above === null || prototypeOf(above) === null;
      const names = Object.keys(value).filter((key) => value[key] !== undefined);
      if (isPlain && names.every((key) => typeof value[key] !== 'function')) {
        return { dict: sorted(names.map((key) => [key, inner(value[key])])) };
      }
      if (isPlain || isRecord(above)) {
        return { object: Object.fromEntries(own(names, value).sort().map((key) => [key, inner(value[key])])) };
      }
      // what is in an object with methods is the affair of its version
      return { object: classes.has(above.constructor) ? workedOut(value, above, inner) : {} };
    }

    const own = (names, value) => names.filter((key) => key[0] !== '_' && typeof value[key] !== 'function');

    function workedOut(value, above, inner) {
      const found = {};
      for (const [name, one] of Object.entries(Object.getOwnPropertyDescriptors(above))) {
        if (!one.get || name[0] === '_') continue;
        try {
          found[name] = inner(one.get.call(value));
        } catch (_) {
          found[name] = 'raises';
        }
      }
      return found;
    }

    return (value) => {
      parts = 0;
      return told(value, 0);
    };
  }

  const sorted = (all) => all.map((one) => [stringify(one), one]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
  const isRecord = (above) => Object.getOwnPropertyNames(above).length === 1 && prototypeOf(prototypeOf(above)) === null;

  function taken(iterator) {
    const all = [];
    for (let step = iterator.next(); !step.done && all.length < 100; step = iterator.next()) all.push(step.value);
    return all;
  }

  // { stumbles: name } or { raises: name }
  function failure(error) {
    if (error === null || typeof error !== 'object') return { raises: typeof error };
    const name = String(error.name);
    const code = typeof error.code === 'string' ? error.code : '';
    const isNodes = (/^ERR_/.test(code) && code !== 'ERR_INVALID_URL') || error.syscall !== undefined;
    const unfit = isNodes || name === 'AssertionError' || (UNFIT.includes(name) && BY_ITSELF.test(error.message));
    return unfit ? { stumbles: name } : { raises: name };
  }

  // what a function takes, by its text
  function takes(f) {
    const text = sourceOf.call(f);
    const start = /^class\b/.test(text) ? (/\bconstructor\s*\(/.exec(text) || { index: -1 }).index : 0;
    if (start < 0) return '';
    const open = text.indexOf('(', start);
    let deep = 0;
    for (let place = open; place >= 0 && place < text.length; place += 1) {
      if ('([{'.includes(text[place])) deep += 1;
      if (')]}'.includes(text[place])) deep -= 1;
      if (deep === 0) return text.slice(open, place + 1).replace(/\s+/g, ' ').slice(0, 300);
    }
    return '';
  }

  return { teller, failure, takes };
})
