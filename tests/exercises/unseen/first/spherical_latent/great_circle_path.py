# wrong
# mistake: walks along the straight line, through the inside of the sphere
# line: return (1 - t) * start + t * end
# kind: concept
# words: straight line|inside|arc|chord|surface|great circle
def great_circle_path(start, end, n_points=11):
    """Return points (n_points, 3) on the shortest way from start (3,) to end (3,)."""
    t = torch.linspace(0, 1, n_points)[:, None]
    return (1 - t) * start + t * end
# ---
# wrong
# mistake: pushes the straight line out to the sphere, which makes unequal steps
# line: return F.normalize(chord, dim=1)
# kind: concept
# words: equal step|unequal|straight line|chord|normali|equal angle
def great_circle_path(start, end, n_points=11):
    t = torch.linspace(0, 1, n_points).unsqueeze(1)
    chord = start + t * (end - start)
    return F.normalize(chord, dim=1)
# ---
# wrong
# mistake: the steps stop one short of the end, which is not included
# line: alphas = angle * torch.arange(n_points) / n_points
# kind: number
# words: n_points - 1|end is|included|reach|one short|linspace
def great_circle_path(start, end, n_points=11):
    ahead = end - torch.dot(start, end) * start
    angle = torch.atan2(ahead.norm(), torch.dot(start, end))
    ahead = F.normalize(ahead, dim=0)
    alphas = angle * torch.arange(n_points) / n_points
    return torch.stack([a.cos() * start + a.sin() * ahead for a in alphas])
# ---
# wrong
# mistake: ahead is not divided by its length
# line: ahead = end - (start @ end) * start
# kind: step
# words: its length|normali|length 1|unit|divid
def great_circle_path(start, end, n_points=11):
    ahead = end - (start @ end) * start
    angle = torch.atan2(ahead.norm(), start @ end)
    alpha = torch.linspace(0, 1, n_points)[:, None] * angle
    return torch.cos(alpha) * start + torch.sin(alpha) * ahead
# ---
# wrong
# mistake: takes end itself for the direction, without taking away its part along start
# line: ahead = end
# kind: concept
# words: right angle|part along|perpendicular|orthogonal|taken away|take away
def great_circle_path(start, end, n_points=11):
    cos_angle = (start * end).sum().clamp(-1, 1)
    angle = torch.acos(cos_angle)
    ahead = end
    path = []
    for i in range(n_points):
        alpha = angle * i / (n_points - 1)
        path.append(torch.cos(alpha) * start + torch.sin(alpha) * ahead)
    return torch.stack(path)
# ---
# wrong
# mistake: goes once around the whole circle instead of stopping at the angle between start and end
# line: alpha = torch.linspace(0, 2 * torch.pi, n_points)[:, None]
# kind: concept
# words: whole circle|around|angle between|2 * pi|acos|full
def great_circle_path(start, end, n_points=11):
    ahead = F.normalize(end - (start @ end) * start, dim=0)
    alpha = torch.linspace(0, 2 * torch.pi, n_points)[:, None]
    return alpha.cos() * start + alpha.sin() * ahead
# ---
# wrong
# mistake: takes equal steps of longitude and latitude on the map, which is not the shortest way
# line: path = (1 - steps) * a + steps * b
# kind: concept
# words: longitude|latitude|on the map|meridian
def great_circle_path(start, end, n_points=11):
    a = sphere_to_angles(start[None])
    b = sphere_to_angles(end[None])
    steps = torch.linspace(0, 1, n_points)[:, None]
    path = (1 - steps) * a + steps * b
    return angles_to_sphere(path)
# ---
# wrong
# mistake: divides by the sine of the angle also if start and end are the same point, where it is zero
# line: w0 = torch.sin((1 - t) * omega) / torch.sin(omega)
# kind: step
# words: same point|zero|nan|identical|divi
def great_circle_path(start, end, n_points=11):
    # slerp
    omega = torch.acos((start @ end).clamp(-1, 1))
    t = torch.linspace(0, 1, n_points)
    w0 = torch.sin((1 - t) * omega) / torch.sin(omega)
    w1 = torch.sin(t * omega) / torch.sin(omega)
    return torch.outer(w0, start) + torch.outer(w1, end)
# ---
# wrong
# mistake: takes the scalar product for the angle, the arccosine is missing
# line: angle = start @ end
# kind: call
# words: acos|arccos|cosine
def great_circle_path(start, end, n_points=11):
    angle = start @ end
    ahead = F.normalize(end - (start @ end) * start, dim=0)
    alpha = torch.linspace(0, float(angle), n_points).reshape(-1, 1)
    return torch.cos(alpha) * start + torch.sin(alpha) * ahead
# ---
# wrong
# mistake: adds the part along start instead of taking it away
# line: ahead = end + (start @ end) * start
# kind: operator
# words: minus|subtract|sign|take away|taken away|part along
def great_circle_path(start, end, n_points=11):
    ahead = end + (start @ end) * start
    ahead = ahead / ahead.norm().clamp(min=1e-12)
    angle = torch.acos(torch.clamp(start @ end, -1, 1))
    alphas = torch.linspace(0, 1, n_points)[:, None] * angle
    return alphas.cos() * start + alphas.sin() * ahead
# ---
# wrong
# mistake: takes the angle from the arcsine of the cross product's length, which never exceeds a right angle
# line: angle = torch.asin(torch.linalg.cross(start, end).norm().clamp(max=1))
# kind: concept
# words: right angle|90|arcsin|asin|obtuse
def great_circle_path(start, end, n_points=11):
    angle = torch.asin(torch.linalg.cross(start, end).norm().clamp(max=1))
    ahead = F.normalize(end - torch.dot(start, end) * start, dim=0)
    rows = [
        torch.cos(s * angle) * start + torch.sin(s * angle) * ahead
        for s in torch.linspace(0, 1, n_points)
    ]
    return torch.vstack(rows)
# ---
# wrong
# mistake: sine and cosine are exchanged, so the walk begins at ahead, and it has one point too many
# line: t = torch.linspace(0, 1, n_points + 1)[:, None]
# line: return torch.sin(t * angle) * start + torch.cos(t * angle) * ahead
# kind: call
# words: exchang|swap|sine|cosine|begins|too many
def great_circle_path(start, end, n_points=11):
    rest = end - (start @ end) * start
    ahead = F.normalize(rest, dim=0)
    angle = torch.atan2(rest.norm(), start @ end)
    t = torch.linspace(0, 1, n_points + 1)[:, None]
    return torch.sin(t * angle) * start + torch.cos(t * angle) * ahead
# ---
# right
# style: formula (4), the angle by atan2, F.normalize for the case of the same point
def great_circle_path(start, end, n_points=11):
    along = start @ end
    rest = end - along * start
    angle = torch.atan2(rest.norm(), along)
    alpha = torch.linspace(0, 1, n_points)[:, None] * angle
    return alpha.cos() * start + alpha.sin() * F.normalize(rest, dim=0)
# ---
# right
# style: slerp with a guard for equal points
def great_circle_path(start, end, n_points=11):
    if torch.allclose(start, end, atol=1e-6):
        return start.repeat(n_points, 1)
    a, b = start.double(), end.double()
    omega = torch.acos(torch.clamp(a @ b, -1.0, 1.0))
    t = torch.linspace(0, 1, n_points, dtype=torch.float64)
    w_start = torch.sin((1 - t) * omega) / torch.sin(omega)
    w_end = torch.sin(t * omega) / torch.sin(omega)
    path = w_start[:, None] * a + w_end[:, None] * b
    return path.to(start.dtype)
# ---
# right
# style: numpy, turns start around the axis start x end (Rodrigues)
import numpy as np


def great_circle_path(start, end, n_points=11):
    a = start.detach().numpy().astype(float)
    b = end.detach().numpy().astype(float)
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis)
    angle = np.arctan2(sine, np.dot(a, b))
    if sine > 0:
        axis = axis / sine
    sideways = np.cross(axis, a)
    points = []
    for k in range(n_points):
        alpha = angle * k / (n_points - 1)
        points.append(np.cos(alpha) * a + np.sin(alpha) * sideways)
    return torch.tensor(np.array(points), dtype=torch.float32)
# ---
# right
# style: coordinates in the plane of the arc: a matrix of cosines and sines times the two arrows
def great_circle_path(start, end, n_points=11):
    ahead = end - (start @ end) * start
    height = ahead.norm()
    if height > 0:
        ahead = ahead / height
    alphas = torch.linspace(0, float(torch.atan2(height, start @ end)), n_points)
    weights = torch.stack([torch.cos(alphas), torch.sin(alphas)], dim=1)
    arrows = torch.stack([start, ahead])
    return weights @ arrows
# ---
# right
# style: the chord's length gives the angle, step by step with a fixed rotation
import math


def great_circle_path(start, end, n_points=11):
    s, e = start.tolist(), end.tolist()
    angle = 2 * math.asin(min(1.0, math.dist(s, e) / 2))
    along = sum(p * q for p, q in zip(s, e))
    rest = [q - along * p for p, q in zip(s, e)]
    size = math.hypot(*rest) or 1.0
    ahead = [r / size for r in rest]
    path = []
    for i in range(n_points):
        alpha = i * angle / (n_points - 1)
        path.append([math.cos(alpha) * p + math.sin(alpha) * q for p, q in zip(s, ahead)])
    return torch.tensor(path)
