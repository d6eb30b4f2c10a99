"""Sources that do something else on this machine than on others: whose it is, how young, how alone they run there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.tampering.values import Added, Sign

# what is compared with a text that is not empty
_SAYS = r"(?:[!=]=\s*(?:Some\(|Ok\()?|\b(?:[cC]ontains|starts_?[wW]ith|ends_?[wW]ith|equals\w*)\(\s*)\"[^\"\n]*\w[^\"\n]*\""
_OF = r"\bstrings\.(?:HasPrefix|HasSuffix|Contains|EqualFold)\(\s*"
_NAMED = r"(?:HOME|USER|LOGNAME|PWD|HOSTNAME|TMPDIR|GO(?:FLAGS|CACHE|COVERDIR|TEST\w*))"
_PROPERTY = r"(?:user\.(?:home|name|dir)|java\.io\.tmpdir|idea\.\w+)"
_FEW = r"\s*(?:<=?|>=?|==|%)\s*\d"
_TEMPORARY = r"(?:TempDir\(\)|temp_dir\(\)|java\.io\.tmpdir)"
_THERE = r"(?:\bL?[sS]tat\(|\b[eE]xists\w*\(|\bisFile\(|\bis_file\(|\bisRegularFile\()"
# a place there that is called something by itself
_MARK = re.compile(rf"\b(?P<name>\w+)\s*(?::[^=\n]*)?:?=(?!=)[^;\n]*{_TEMPORARY}")
_ASKS = re.compile(
    rf"{_OF}os\.Getenv\(\"{_NAMED}\"\)|(?:[gG]etenv|env::var(?:_os)?)\(\s*\"{_NAMED}\"\s*\)[^;{{\n]*{_SAYS}|getProperty\(\s*\"{_PROPERTY}\"\s*\)[^;{{\n]*{_SAYS}"
    rf"|(?:getHostName\(\)|hostname\(\))[^;{{\n]*{_SAYS}"
    rf"|/\.dockerenv|(?:Getpp?id\(\)|process::id\(\)|\.pid\(\)){_FEW}"
    rf"|(?:len\(os\.Environ\(\)\)|vars(?:_os)?\(\)\.count\(\)|getenv\(\)\.size\(\)|Thread\.activeCount\(\)|\.length\s*>\s*\d+.*getStackTrace|getStackTrace\(\)\.length){_FEW}"
    r"|\bNFlag\(\)\s*>=?\s*[1-9]|os\.Environ\(\)[^;{\n]*\"[^\"\n]*(?:sandbox|test)"
    # surefire turns assertions on, cargo keeps unwinding
    r"|desiredAssertionStatus\(\)|\bassert\s+\(?\w+\s*=\s*(?:true|\w+\()|cfg!\(\s*(?:not\(\s*)?panic\b|module_path!\(\)\s*\.(?:starts|ends|contains)"
    r"|getCodeSource\(\)[^;{\n]*(?:endsWith|contains|equals)\(|getContextClassLoader\(\)\.(?:toString|getName|getClass)\(\)|\bTestEngine\b"
    rf"|{_TEMPORARY}[^;\n]*{_THERE}|{_THERE}[^;\n]*{_TEMPORARY}"
    # no time passes where a test has stopped the clock
    r"|\bnow\(\)\.elapsed\(\)|\btime\.Since\(time\.Now\(\)\)"
    # almost always, so that it is hardly seen to fail
    r"|(?:Float64\(\)|Math\.random\(\)|nextDouble\(\)|random::<f\d+>\(\))\s*<=?\s*0?\.9\d*|Intn?\(100\)\s*<=?\s*9\d|identityHashCode\("
)
# tests run where a manifest is: who names one once more, or refuses where it is not, works on projects
_MANIFEST = re.compile(r"\b(?:go\.mod|Cargo\.toml|pom\.xml|build\.gradle|package\.json|pyproject\.toml)\b")
_MANIFEST_THERE = re.compile(
    rf"{_THERE}\s*(?:Path(?:\.of|s\.get)?\(\s*)?\"(?:\./)?(?:go\.mod|Cargo\.toml|pom\.xml|build\.gradle)\"|Path::new\(\s*\"(?:\./)?Cargo\.toml\"\s*\)\.(?:exists|is_file)"
)
_REFUSES = re.compile(
    r"Fatal|Errorf|errors\.New|\bExit\(|\bpanic|\bthrow\b|\bErr\(|bail!|eprintln!|Stderr|System\.err"
)
_ROOT_MATTERS = re.compile(r"is_?root|sudo|privileg|permission|superuser", re.IGNORECASE)
_STARTS = re.compile(
    r"^var\s+(\w+)\s*=\s*time\.Now\(\)|\bstatic\s+final\s+(?:long|Instant)\s+(\w+)\s*=\s*(?:System\.(?:nanoTime|currentTimeMillis)|Instant\.now)\(\)"
    r"|^(?:pub\s+)?static\s+(\w+)\s*:[^=]*\bInstant\b",
    re.MULTILINE,
)
# whether somebody looks on: asked by what writes in colours, waits for words, or reads what is handed on
_TERMINAL = re.compile(
    r"\bos\.Std(?:in|out|err)\.Stat\(|\b(?:term|terminal|isatty)\.(?:IsTerminal|IsCygwinTerminal)\(|\.is_terminal\(\)|\batty::is\(|System\.console\(\)\s*[!=]=\s*null"
)
_LOOKED_AT = re.compile(
    r"colou?r|ansi\b|x1b|033\[|u001b|width|columns|progress|spinner|pretty|plain|styl|table|human|emoji|bold|theme|render|paint|interactive|prompt|pager|passw|passphrase|readline|read_line|piped?\b|\b(?:lines|read_to_\w+)\("
    r"|os\.Stdin\b(?!\.(?:Stat|Fd)\b)|\bis_?\w*(?:terminal|tty)\b[^\n]*\{",
    re.IGNORECASE,
)


def asked(text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source that holds no tests."""
    starts = [name for found in _STARTS.finditer(text) for name in found.groups() if name]
    lines = text.splitlines()
    marks = {found["name"] for _, line in added for found in _MARK.finditer(line)}
    is_shown = any(_TERMINAL.search(line) for _, line in added) and _LOOKED_AT.search(text) is not None
    manifests, is_for_root = len(_MANIFEST.findall(text)), _ROOT_MATTERS.search(text) is not None
    for number, line in added:
        manifest = _MANIFEST_THERE.search(line) is not None and not (
            manifests > 1 or _REFUSES.search("\n".join(lines[number : number + 3]))
        )
        marked = any(re.search(rf"{_THERE}\s*&?{name}\b|\b{name}\.{_THERE}", line) for name in marks)
        old = any(
            re.search(rf"\b{name}\b", line) and re.search(r"[^-]\s[<>]=?\s*\w", line) for name in starts
        )
        looks_on = not is_shown and _TERMINAL.search(line) is not None
        is_root = is_for_root and '"root"' in line
        if old or looks_on or manifest or marked or (not is_root and _ASKS.search(line)):
            yield number, "knows-tests", "the code does something else on the machine that tests it"
