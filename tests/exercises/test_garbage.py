"""Whatever a cell holds, it gets the right verdict, and everything around it stays as it was."""

import os
import random
import signal
import sys
import threading
import time
import warnings

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

HEAD = '@exercise("sample.mean_and_spread")\n'
RIGHT = "values.mean(), values.std(unbiased=False)"


def function(body: str, signature: str = "values") -> str:
    lines = body.strip().splitlines()
    return f"{HEAD}def mean_and_spread({signature}):\n" + "".join(f"    {x}\n" for x in lines)


# What a cell holds: its code, the status of its verdict, and a text that the verdict contains.
RETURNED = {
    "nothing": (function("values.mean()"), "wrong", "Did you forget a `return`?"),
    "a number": (function("return 3"), "wrong", "got       3"),
    "too few": (function("return values.mean(),"), "wrong", "The lengths differ."),
    "a text": (function("return 'three'"), "wrong", "'three'"),
    "a long text": (function("return 'x' * 10**7, 2"), "wrong", "'xxx"),
    "wrong shapes": (function("return values, values[None]"), "wrong", "single number"),
    "NumPy": (function("return values.numpy()"), "wrong", "The lengths differ."),
    "nan": (function("return torch.tensor(3.0), torch.tensor(float('nan'))"), "wrong", "nan"),
    "infinity": (function("return torch.tensor(3.0), torch.tensor(float('inf'))"), "wrong", "inf"),
    "all at once": (function("return torch.full((2,), torch.nan)"), "wrong", "nan"),
    "a huge number": (function("return 10**5000, 10**400"), "wrong", "int"),
    "a meta tensor": (
        function("return torch.empty((), device='meta'), torch.empty((), device='meta')"),
        "wrong",
        "a tensor on the device meta",
    ),
    "sparse tensors": (
        function("return torch.stack([values.mean(), values.std(unbiased=False)]).to_sparse()"),
        "wrong",
        "a sparse tensor of shape (2,)",
    ),
    "complex tensors": (
        function("return (values + 1j).mean(), values.std(unbiased=False)"),
        "wrong",
        "Real numbers were expected",
    ),
    "truth values": (function("return True, values > 1"), "wrong", "not truth values"),
    "huge tensors": (
        function("return torch.zeros(1).expand(10**13), 2"),
        "wrong",
        "10000000000000",
    ),
    "huge list": (function("return list(range(10**6))"), "wrong", "more values than are compared"),
    "a list that holds itself": (
        function("a = []\na.append(a)\nreturn a"),
        "wrong",
        "more values than are compared",
    ),
    "itself": (function("return mean_and_spread"), "wrong", "function or class mean_and_spread"),
    "a function": (function("return lambda: 3"), "wrong", "<lambda>"),
    "a module": (function("return torch"), "wrong", "an object of type module"),
    "a network": (function("return nn.Linear(1, 1)"), "wrong", "a network (Linear)"),
    "a generator": (function(f"yield {RIGHT}"), "wrong", "an object of type generator"),
    "a coroutine": (
        f"{HEAD}async def mean_and_spread(values):\n    return {RIGHT}",
        "wrong",
        "an object of type coroutine",
    ),
    "a set": (function("return {1, 2}"), "wrong", "an object of type set"),
    "a dict": (function("return {'mean': 3.0}"), "wrong", "{'mean': 3}"),
    "NotImplemented": (function("return NotImplemented"), "wrong", "NotImplementedType"),
    "markup": (function("return '<script>alert(1)</script>'"), "wrong", "<script>"),
    "half a character": (function("return '\\ud800'"), "wrong", "ud800"),
}

HOSTILE = """
class Hostile{base}:
    def __eq__(self, other): {action}
    def __hash__(self): {action}
    def __len__(self): {action}
    def __repr__(self): {action}
    def __bool__(self): {action}
    def __iter__(self): {action}
    def __float__(self): {action}
    def __sub__(self, other): {action}
    def __deepcopy__(self, memo): {action}
    def __getattr__(self, name): {action}
    __ne__, __str__, __abs__ = __eq__, __repr__, __float__
"""


def hostile(action: str, returned: str = "Hostile(), Hostile()", base: str = "") -> str:
    return HOSTILE.format(action=action, base=base) + function(f"return {returned}")


RAISES = "raise RuntimeError('a trap')"
OBJECTS = {
    "raising": (hostile(RAISES), "wrong", "an object of type Hostile"),
    "leaving": (hostile("sys.exit()"), "wrong", "an object of type Hostile"),
    "lists": (hostile(RAISES, "Hostile([1, 2])", "(list)"), "wrong", "an object of type Hostile"),
    "numbers": (hostile(RAISES, "Hostile(3), Hostile(2)", "(float)"), "wrong", "Hostile"),
    "texts": (hostile(RAISES, "Hostile('x')", "(str)"), "wrong", "'x'"),
    "equal to all": (hostile("return True"), "wrong", "an object of type Hostile"),
    "claiming to be a tensor": (
        "class Hostile:\n    __class__ = torch.Tensor\n" + function("return Hostile(), Hostile()"),
        "wrong",
        "an object of type Hostile",
    ),
    "without a class": (
        "class Hostile:\n    @property\n    def __class__(self): raise RuntimeError\n"
        + function("return Hostile(), Hostile()"),
        "wrong",
        "an object of type Hostile",
    ),
    "tensors with a trap": (
        "class Hostile(torch.Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, *args, **kwargs): raise RuntimeError('a trap')\n"
        + function("return values.as_subclass(Hostile)"),
        "wrong",
        "The lengths differ.",
    ),
}

RAISED = {
    "an error": (function("return values / nothing"), "error", "line 3: return values / nothing"),
    "without a text": (
        "class Odd(Exception):\n    def __str__(self): raise ValueError\n" + function("raise Odd"),
        "error",
        "Odd",
    ),
    "whose text leaves": (
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\n" + function("raise Odd"),
        "error",
        "Odd",
    ),
    "whose text has no end": (
        "class Odd(Exception):\n    def __str__(self):\n        while True: pass\n"
        + function("raise Odd"),
        "error",
        "Odd",
    ),
    "with a long text": (function("raise ValueError('x' * 10**7)"), "error", "ValueError: xxx"),
    "with markup": (function("raise ValueError('<script>')"), "error", "ValueError: <script>"),
    "sys.exit": (function("import sys\nsys.exit('bye')"), "error", "SystemExit: bye"),
    "exit()": (function("exit()"), "error", "SystemExit"),
    "of its own kind": (
        "class Odd(BaseException): pass\n" + function("raise Odd('mine')"),
        "error",
        "Odd: mine",
    ),
    "GeneratorExit": (function("raise GeneratorExit"), "error", "GeneratorExit"),
    "a group": (function("raise ExceptionGroup('two', [ValueError()])"), "error", "two"),
    "what is no exception": (function("raise 'three'"), "error", "TypeError"),
    "endless recursion": (
        function("return mean_and_spread(values)"),
        "error",
        "RecursionError: maximum recursion depth exceeded",
    ),
    "too much memory": (function("return torch.zeros(10**15)"), "error", "RuntimeError"),
    "a warning as an error": (
        function("import warnings\nwarnings.simplefilter('error')\nwarnings.warn('oh')"),
        "error",
        "UserWarning: oh",
    ),
    "by torch, not implemented": (
        function("return torch.empty(3, device='meta').tolist(), values.to_sparse().std()"),
        "error",
        "NotImplementedError: ",
    ),
    "for want of parameters": (function(f"return {RIGHT}", ""), "error", "takes 0 positional"),
    "for too many parameters": (function(f"return {RIGHT}", "values, n"), "error", "missing 1"),
    "since it is a number": ('exercise("sample.mean_and_spread")(42)', "error", "not callable"),
    "since it is None": ('exercise("sample.mean_and_spread")(None)', "error", "not callable"),
    "since globals are gone": (
        function("global torch\ndel torch\nreturn torch.mean(values)"),
        "error",
        "name 'torch' is not defined",
    ),
    "since all globals are gone": (function("globals().clear()\nreturn nn"), "error", "'nn'"),
}

ENDLESS = {
    "a loop": "while True: pass",
    "a loop that catches all": "while True:\n    try:\n        x = 1\n    except: pass",
    "a loop in one that catches all": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: continue"
    ),
    "loops in loops that catch all": """
def inner():
    while True:
        try:
            while True: pass
        except: pass
while True:
    try:
        while True:
            try:
                inner()
            except: pass
    except: pass""",
    "a sleep": "import time\ntime.sleep(100)",
    "sleeps that catch all": """
import time
while True:
    try:
        time.sleep(100)
    except: pass""",
    "a loop that cleans up": "try:\n    while True: pass\nfinally:\n    while True: pass",
    "a recursion that catches all": """
def again():
    try:
        while len([1]): pass
    except: again()
again()""",
    "a loop that keeps what it catches": """
import time
kept = []
while True:
    try:
        time.sleep(100)
    except BaseException as error:
        kept.append(error)""",
    "prints": "while True: print('again')",
    "warnings": "import warnings\nwhile True: warnings.warn('again')",
    "a generator": "def count():\n    while True: yield 1\nreturn sum(count())",
    "torch": "while True: values = values + 1",
}

UNFINISHED = {
    "a stub": (function('"""What to do."""\nraise NotImplementedError'), "open", "not attempted"),
    "called": (function("raise NotImplementedError()"), "open", "not attempted"),
    "with code above": (
        function("mean = values.mean()\nprint(mean)\nraise NotImplementedError('later')"),
        "open",
        "not attempted",
    ),
    "for some inputs": (
        function("if len(values) < 5: return 1, 2\nraise NotImplementedError"),
        "open",
        "not attempted",
    ),
    "in a helper": (
        "def helper(): raise NotImplementedError\n" + function("return helper()"),
        "open",
        "not attempted",
    ),
}

RIGHT_ALL_THE_SAME = {
    "a lambda": (f'exercise("sample.mean_and_spread")(lambda values: ({RIGHT}))', "correct", "✓"),
    "a list": (function(f"return list(({RIGHT}))"), "correct", "✓"),
    "a tensor": (function(f"return torch.stack([{RIGHT}])"), "correct", "✓"),
    "numbers": (function("return float(values.mean()), values.numpy().std()"), "correct", "✓"),
    "float64": (function("v = values.double()\nreturn v.mean(), v.numpy().std()"), "correct", "✓"),
    "under another name": (
        function(f"return {RIGHT}").replace("def mean", "def my_mean"),
        "correct",
        "✓",
    ),
    "with prints": (function(f"for i in range(10000): print(i)\nreturn {RIGHT}"), "correct", "✓"),
    "decorated": (
        HEAD + "@torch.no_grad()\n" + function(f"return {RIGHT}")[len(HEAD) :],
        "correct",
        "✓",
    ),
    "an object": (
        "class F:\n    def __call__(self, values):\n        return "
        + RIGHT
        + '\nexercise("sample.mean_and_spread")(F())',
        "correct",
        "✓",
    ),
    "a sum type": (
        "from collections import namedtuple\nPair = namedtuple('Pair', 'mean spread')\n"
        + function(f"return Pair({RIGHT})"),
        "correct",
        "✓",
    ),
}

MEDDLING = {
    "inputs": (
        function(f"result = {RIGHT}\nvalues -= 1\nreturn result"),
        "wrong",
        "values changed",
    ),
    "inputs' shape": (
        function(f"result = {RIGHT}\nvalues.unsqueeze_(0)\nreturn result"),
        "wrong",
        "values changed",
    ),
    "inputs' storage": (
        function(f"result = {RIGHT}\nvalues.data = torch.zeros(3)\nreturn result"),
        "wrong",
        "values changed",
    ),
    "prints": (function("for i in range(10000): print(i)"), "wrong", "… and 9980 more lines"),
    "a long line": (function("print('x' * 10**7)"), "wrong", " …"),
    "a closed stream": (function("import sys\nsys.stdout.close()\nprint(1)"), "wrong", "return"),
    "another stream": (function("import sys, io\nsys.stdout = io.StringIO()"), "wrong", "return"),
    "half a character": (
        function("print('\\ud800')"),
        "wrong",
        "your output  \N{REPLACEMENT CHARACTER}",
    ),
    "colours": (function("print('\\x1b[31mred')"), "wrong", "red"),
    "a progress bar": (function("for i in range(3): print(i, end='\\r')"), "wrong", "output  2"),
    "warnings": (
        function("import warnings\nfor i in range(99): warnings.warn('careful')"),
        "wrong",
        "UserWarning: careful",
    ),
    "figures": (
        function("import matplotlib.pyplot as plt\nfor i in range(3): plt.figure()\nplt.plot([1])"),
        "wrong",
        "return",
    ),
    "the figures of others": (
        function("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.close('all')"),
        "wrong",
        "return",
    ),
    "rcParams": (
        function(
            "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9\n"
            "matplotlib.rcParams['font.family'].append('x')\nmatplotlib.use('svg')"
        ),
        "wrong",
        "return",
    ),
    "default dtype": (function("torch.set_default_dtype(torch.float64)"), "wrong", "return"),
    "default device": (function("torch.set_default_device('meta')"), "wrong", "return"),
    "gradients": (function("torch.set_grad_enabled(False)"), "wrong", "return"),
    "threads": (function("torch.set_num_threads(1 + torch.get_num_threads())"), "wrong", "return"),
    "random streams": (
        function(
            "import random, numpy\n"
            "random.seed(1), numpy.random.seed(1), torch.manual_seed(1), torch.rand(3)"
        ),
        "wrong",
        "return",
    ),
    "the folder": (function("import os\nos.chdir('/')"), "wrong", "return"),
    "the environment": (
        function("import os\nos.environ['NMA_AE_NEW'] = '1'\ndel os.environ['PATH']"),
        "wrong",
        "return",
    ),
    "a network in the notebook": (
        "network = nn.Sequential(nn.Linear(2, 2), nn.Dropout().eval())\n"
        + function("network.eval()\nnetwork[1].train()"),
        "wrong",
        "return",
    ),
    "the notebook's names": (
        "kept = [1]\n" + function("global kept, new\nkept = 2\nnew = 3"),
        "wrong",
        "return",
    ),
    "its own name": (function("global mean_and_spread\nmean_and_spread = None"), "wrong", "return"),
    "a thread left behind": (
        "import threading\nend = threading.Event()\n"
        + function("threading.Thread(target=end.wait, daemon=True).start()"),
        "wrong",
        "return",
    ),
    "filters of warnings": (
        function("import warnings\nwarnings.simplefilter('ignore')"),
        "wrong",
        "return",
    ),
    "the path of imports": (
        function("import sys\nsys.path.insert(0, '/nowhere')\nsys.path = sys.path[:1]"),
        "wrong",
        "return",
    ),
    "the depth of recursion": (
        function("import sys\nsys.setrecursionlimit(5000)"),
        "wrong",
        "return",
    ),
    "how numbers are printed": (
        function(
            "import numpy\n"
            "torch.set_printoptions(precision=1, sci_mode=True), numpy.set_printoptions(2)"
        ),
        "wrong",
        "return",
    ),
    "what NumPy does about errors": (
        function("import numpy\nnumpy.seterr(all='raise'), numpy.seterrcall(print)"),
        "wrong",
        "return",
    ),
    "how torch computes": (
        function(
            "torch.use_deterministic_algorithms(True), torch.autograd.set_detect_anomaly(True)\n"
            "torch.set_float32_matmul_precision('medium'), torch.set_warn_always(True)"
        ),
        "wrong",
        "return",
    ),
    "methods": (
        function(
            "nn.Linear.forward = nn.Module.__repr__ = lambda *_: torch.zeros(1)\n"
            "torch.Tensor.mean = nn.functional.relu = torch.relu = None\n"
            "nn.ReLU = nn.Identity"
        ),
        "wrong",
        "return",
    ),
    "all networks": (
        function("nn.modules.module.register_module_forward_hook(lambda *_: torch.zeros(1))"),
        "wrong",
        "return",
    ),
    "the alarm clock": (function("import signal\nsignal.alarm(0)"), "wrong", "return"),
}

GARBAGE = {
    f"{kind}: {what}": case
    for kind, table in {
        "returns": RETURNED,
        "hostile": OBJECTS,
        "raises": RAISED,
        "unfinished": UNFINISHED,
        "right": RIGHT_ALL_THE_SAME,
        "meddles with": MEDDLING,
    }.items()
    for what, case in table.items()
}


def state(namespace) -> dict:
    """Return all that a check must leave as it was."""
    network = namespace.get("network")
    python, numpy = random.getstate(), np.random.get_state()
    figures = matplotlib._pylab_helpers.Gcf.figs
    return {
        "random": (python, numpy[0], numpy[1].tolist(), numpy[2:]),
        "torch": torch.default_generator.get_state().tolist(),
        "dtype": torch.get_default_dtype(),
        "device": torch.empty(0).device,  # torch 2.6 cannot say it once it was set and set back
        "gradients": torch.is_grad_enabled(),
        "threads": torch.get_num_threads(),
        "rcParams": {key: repr(value) for key, value in dict.items(matplotlib.rcParams)},
        "figures": (list(figures), plt.gcf().number),
        "drawn": [len(axes.lines) for each in figures.values() for axes in each.canvas.figure.axes],
        "path": (id(sys.path), list(sys.path)),
        "printing": (repr(torch.tensor(1 / 3)), repr(np.array(1 / 3))),
        "errors": (np.geterr(), np.geterrcall()),
        "computing": (
            torch.get_deterministic_debug_mode(),
            torch.is_anomaly_enabled(),
            torch.get_float32_matmul_precision(),
            torch.is_warn_always_enabled(),
        ),
        "methods": (nn.Linear.forward, nn.ReLU, nn.functional.relu, torch.relu, torch.Tensor.mean),
        "hooks": len(nn.modules.module._global_forward_hooks),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        # Torch imports SymPy on some first calls, and that adds a filter of its own.
        "warnings": [each for each in warnings.filters if "sympy" not in str(each)],
        "streams": (sys.stdout, sys.stderr, sys.displayhook),
        "signals": (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)),
        "tracing": sys.gettrace(),
        "recursion": sys.getrecursionlimit(),
        "names": {key: id(value) for key, value in namespace.items() if "spread" not in key},
        "modes": [m.training for m in network.modules()] if network is not None else [],
    }


@pytest.fixture
def check_and_compare(cell):
    """Return a function that runs a cell, gives its verdict, and sees that all is as before.

    What stands above the exercise is run first, as a cell of its own.
    """
    plt.figure(), plt.figure()
    plt.figure(1).add_subplot().plot([1, 2])

    def run(code: str):
        start = code.rfind("@exercise") if "@exercise" in code else code.rfind("exercise(")
        cell("import sys\n" + code[:start])
        before = state(cell.namespace)
        try:
            return cell.verdict(code[start:])
        finally:
            after = state(cell.namespace)
            assert {key: after[key] for key in before} == before

    return run


@pytest.mark.parametrize(("code", "status", "text"), GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_gets_its_verdict(check_and_compare, cell, code, status, text):
    verdict = check_and_compare(code)
    assert verdict.status == status, str(verdict)
    assert text in str(verdict)
    assert "<script>" not in verdict._repr_html_()
    assert len(str(verdict)) < 20_000
    str(verdict).encode()
    name = "mean_and_spread"
    mean, spread = cell.namespace[name](torch.tensor([1.0, 3.0]))  # reference or right answer
    assert (float(mean), float(spread)) == (2, 1)


@pytest.mark.usefixtures("short_time_limit")
@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_never_ends_is_stopped(check_and_compare, body):
    start = time.monotonic()
    verdict = check_and_compare(function(body))
    assert time.monotonic() - start < 10
    assert verdict.status == "error"
    assert verdict.headline == "stopped after 0.3 seconds."
    assert "mean_and_spread, line" in dict(verdict.rows)["your code"]


@pytest.mark.usefixtures("short_time_limit")
@pytest.mark.parametrize(
    "kind",
    ["a loop", "loops in loops that catch all", "a recursion that catches all", "prints"],
)
def test_what_never_ends_is_stopped_in_another_thread(cell, kind):
    """As in a subshell of a kernel, where no alarm signal arrives."""
    found = []
    thread = threading.Thread(target=lambda: found.append(cell.verdict(function(ENDLESS[kind]))))
    thread.start()
    thread.join(timeout=10)
    assert [verdict.headline for verdict in found] == ["stopped after 0.3 seconds."]


def test_the_time_limit_is_five_seconds():
    from nma_ae.exercises import outcome

    assert outcome.TIME_LIMIT == 5


def test_keyboard_interrupt_passes_and_everything_is_restored(check_and_compare, cell):
    with pytest.raises(KeyboardInterrupt):
        check_and_compare(
            function(
                "import os\nos.chdir('/')\ntorch.set_grad_enabled(False)\ntorch.rand(1)\n"
                "print('lost')\nraise KeyboardInterrupt"
            )
        )
    assert "mean_and_spread" not in cell.namespace


def test_keyboard_interrupt_in_an_endless_loop(check_and_compare):
    """The button is pressed while the loop runs, not before or after: the loop sees to that."""
    press = "import _thread, threading\nthreading.Timer(0.1, _thread.interrupt_main).start()\n"
    # Where tests run in the background, Python may not listen to the button.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            check_and_compare(function(press + "while True: pass"))
    finally:
        signal.signal(signal.SIGINT, before)
