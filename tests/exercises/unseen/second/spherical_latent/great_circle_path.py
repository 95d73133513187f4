# wrong
# mistake: walks along the straight line through the inside of the sphere
# line: return (1 - t) * start + t * end
# kind: concept
# words: straight|line|chord|inside|length 1|surface|arc|great circle|not on the sphere|through the|linear
def great_circle_path(start, end, n_points=11):
    t = torch.linspace(0, 1, n_points)[:, None]
    return (1 - t) * start + t * end
# ---
# wrong
# mistake: pushes the points of the straight line onto the sphere: the right circle, but the steps are not equal
# line: return F.normalize(line, dim=1)
# kind: concept
# words: equal step|unequal|not equal|equally|same angle|angle|faster|speed|middle|spac|hurr|chord
def great_circle_path(start, end, n_points=11):
    """Return points (n_points, 3) on the shortest way from start (3,) to end (3,)."""
    steps = torch.linspace(0, 1, n_points, dtype=start.dtype)
    line = torch.stack([start + s * (end - start) for s in steps])
    return F.normalize(line, dim=1)
# ---
# wrong
# mistake: ahead is not divided by its length
# line: ahead = end - torch.dot(start, end) * start
# kind: step
# words: length|normali|divide|unit|norm|length 1|too short|scale
def great_circle_path(start, end, n_points=11):
    cosine = torch.dot(start, end)
    ahead = end - torch.dot(start, end) * start
    total = torch.atan2(ahead.norm(), cosine)
    alpha = total * torch.linspace(0, 1, n_points)
    return torch.outer(alpha.cos(), start) + torch.outer(alpha.sin(), ahead)
# ---
# wrong
# mistake: goes half around the sphere instead of only as far as end
# line: alpha = torch.linspace(0, torch.pi, n_points).unsqueeze(1)
# kind: number
# words: angle|pi|half|opposite|too far|beyond|past|arccos|acos|between start and end|stop at end|180
def great_circle_path(start, end, n_points=11):
    ahead = F.normalize(end - (start @ end) * start, dim=0)
    alpha = torch.linspace(0, torch.pi, n_points).unsqueeze(1)
    return alpha.cos() * start + alpha.sin() * ahead
# ---
# wrong
# mistake: divides by n_points instead of by n_points - 1, so that the walk stops one step before end
# line: alpha = angle * i / n_points
# kind: number
# words: n_points - 1|minus 1|minus one|last point|never reaches|does not reach|end is|one fewer|one less|included|before the end|short of
def great_circle_path(start, end, n_points=11):
    rest = end - (start * end).sum() * start
    angle = torch.atan2(rest.norm(), (start * end).sum())
    ahead = F.normalize(rest, dim=0)
    points = []
    for i in range(n_points):
        alpha = angle * i / n_points
        points.append(torch.cos(alpha) * start + torch.sin(alpha) * ahead)
    return torch.stack(points)
# ---
# wrong
# mistake: sine and cosine are exchanged: the walk begins at ahead, a quarter of a circle away
# line: return torch.sin(a) * start + torch.cos(a) * ahead
# kind: order
# words: swap|exchange|cos|sine and cosine|sin and cos|begins at|starts at|ahead|wrong way round|mixed up
def great_circle_path(start, end, n_points=11):
    dot = start @ end
    perpendicular = end - dot * start
    ahead = F.normalize(perpendicular, dim=0)
    total = torch.atan2(perpendicular.norm(), dot)
    a = torch.linspace(0, float(total), n_points, dtype=start.dtype).reshape(-1, 1)
    return torch.sin(a) * start + torch.cos(a) * ahead
# ---
# wrong
# mistake: takes the scalar product itself for the angle; it is the cosine of it
# line: angle = float(start @ end)
# kind: step
# words: arccos|acos|cosine|atan2|inverse|dot product|scalar product|angle|not the angle
def great_circle_path(start, end, n_points=11):
    angle = float(start @ end)
    ahead = F.normalize(end - angle * start, dim=0)
    alphas = torch.linspace(0, angle, n_points)
    rows = [a.cos() * start + a.sin() * ahead for a in alphas]
    return torch.stack(rows)
# ---
# wrong
# mistake: divides by the sine of the angle without looking whether it is 0, as it is when both points are the same
# line: first = np.sin((1 - t) * omega) / np.sin(omega)
# line: second = np.sin(t * omega) / np.sin(omega)
# kind: step
# words: zero|same point|nan|identical|0 / 0|division|equal|stays|special case|both are the same
import numpy as np


def great_circle_path(start, end, n_points=11):
    a, b = start.double().numpy(), end.double().numpy()
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    omega = np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)
    t = np.linspace(0, 1, n_points)[:, None]
    first = np.sin((1 - t) * omega) / np.sin(omega)
    second = np.sin(t * omega) / np.sin(omega)
    return torch.from_numpy(first * a + second * b).to(start.dtype)
# ---
# wrong
# mistake: leaves in the direction of end itself; its part along start has not been taken away, so the arrows are not at right angles
# line: ahead = end
# kind: step
# words: right angle|perpendicular|orthogonal|part along|subtract|taken away|take away|component|project|remain
def great_circle_path(start, end, n_points=11):
    angle = torch.acos((start * end).sum().clamp(-1, 1))
    ahead = end
    alphas = torch.linspace(0, 1, n_points) * angle
    path = torch.empty(n_points, 3)
    for i, alpha in enumerate(alphas):
        path[i] = alpha.cos() * start + alpha.sin() * ahead
    return path
# ---
# wrong
# mistake: interpolates longitude and latitude, which is a straight line on the map and not the shortest way on the sphere
# line: angles = torch.lerp(a, b, torch.linspace(0, 1, n_points).unsqueeze(1))
# kind: concept
# words: map|longitude|latitude|straight|great circle|shortest|angles|detour|rectangular|interpolat|seam
def great_circle_path(start, end, n_points=11):
    def to_angles(p):
        return torch.stack([torch.atan2(p[1], p[0]), torch.atan2(p[2], p[:2].norm())])

    a, b = to_angles(start), to_angles(end)
    angles = torch.lerp(a, b, torch.linspace(0, 1, n_points).unsqueeze(1))
    lon, lat = angles[:, 0], angles[:, 1]
    return torch.stack([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()], dim=1)
# ---
# wrong
# mistake: two: makes the angle always acute with abs, so that a far end is never reached, and leaves end out of the steps
# line: cosine = abs(float(start @ end))
# line: angles = [k * omega / n_points for k in range(n_points)]
# kind: concept
# words: abs|sign|obtuse|90|more than a right angle|negative|n_points - 1|last|far|end is|included|minus one
import math


def great_circle_path(start, end, n_points=11):
    cosine = abs(float(start @ end))
    omega = math.acos(min(1.0, cosine))
    leftover = end - (start @ end) * start
    ahead = leftover / leftover.norm().clamp(min=1e-12)
    angles = [k * omega / n_points for k in range(n_points)]
    return torch.stack([math.cos(w) * start + math.sin(w) * ahead for w in angles])
# ---
# wrong
# mistake: two: multiplies start and end number by number without adding up, and so takes away something that is not the part along start, and its angle has three values
# line: along = start * end * start
# line: angle = torch.acos(torch.clamp(start * end, -1, 1)).max()
# kind: operator
# words: sum|dot|scalar product|inner product|@|elementwise|element-wise|number by number|add up|one number
def great_circle_path(start, end, n_points=11):
    along = start * end * start
    ahead = F.normalize(end - along, dim=0)
    angle = torch.acos(torch.clamp(start * end, -1, 1)).max()
    alpha = torch.linspace(0, 1, n_points).view(-1, 1) * angle
    return torch.cos(alpha) * start + torch.sin(alpha) * ahead
# ---
# right
def great_circle_path(start, end, n_points=11):
    cosine = start @ end
    rest = end - cosine * start
    angle = torch.atan2(rest.norm(), cosine)
    ahead = F.normalize(rest, dim=0)
    alpha = torch.linspace(0, 1, n_points, dtype=start.dtype)[:, None] * angle
    return alpha.cos() * start + alpha.sin() * ahead
# ---
# right
import numpy as np


def great_circle_path(start, end, n_points=11):
    """Spherical interpolation in double precision."""
    a = start.detach().numpy().astype(np.float64)
    b = end.detach().numpy().astype(np.float64)
    omega = np.arctan2(np.linalg.norm(np.cross(a, b)), np.dot(a, b))
    if omega < 1e-9:
        return start.detach().repeat(n_points, 1)
    t = np.linspace(0, 1, n_points)[:, None]
    path = (np.sin((1 - t) * omega) * a + np.sin(t * omega) * b) / np.sin(omega)
    return torch.from_numpy(path).to(start.dtype)
# ---
# right
def great_circle_path(start, end, n_points=11):
    if torch.equal(start, end):
        return start.expand(n_points, 3).clone()
    s, e = start.double(), end.double()
    # turn the start around the axis that is at right angles to both
    axis = torch.linalg.cross(s, e)
    size = axis.norm()
    axis = axis / size.clamp(min=1e-300)
    total = torch.atan2(size, s.dot(e))
    sideways = torch.linalg.cross(axis, s)
    path = []
    for k in range(n_points):
        turn = total * k / (n_points - 1)
        path.append(turn.cos() * s + turn.sin() * sideways)
    return torch.stack(path).to(start.dtype)
# ---
# right
import math


def great_circle_path(start, end, n_points=11):
    p, q = start.tolist(), end.tolist()
    d = sum(u * v for u, v in zip(p, q))
    rest = [v - d * u for u, v in zip(p, q)]
    length = math.sqrt(sum(r * r for r in rest))
    total = math.atan2(length, d)
    ahead = [r / length for r in rest] if length > 0 else [0.0, 0.0, 0.0]

    def place(i):
        w = total * i / (n_points - 1)
        return [math.cos(w) * u + math.sin(w) * v for u, v in zip(p, ahead)]

    return torch.tensor([place(i) for i in range(n_points)], dtype=start.dtype)
