# wrong
# mistake: takes the arctangent of the quotient, which does not know the quadrant
# line: longitude = torch.atan(points[:, 1] / points[:, 0])
# kind: call
# words: atan2|quadrant|quotient|other side
def sphere_to_angles(points):
    """Return longitude and latitude (n, 2) of points (n, 3) of length 1."""
    longitude = torch.atan(points[:, 1] / points[:, 0])
    longitude = torch.nan_to_num(longitude)
    latitude = torch.asin(points[:, 2].clamp(-1, 1))
    return torch.stack([longitude, latitude], dim=1)
# ---
# wrong
# mistake: the arguments of atan2 are exchanged: the second coordinate comes first
# line: lon = torch.atan2(x, y)
# kind: argument
# words: swap|exchang|y first|(y, x)|s_2|order of the arguments
def sphere_to_angles(points):
    x, y, z = points.unbind(dim=1)
    lon = torch.atan2(x, y)
    lat = torch.atan2(z, torch.hypot(x, y))
    return torch.stack((lon, lat), dim=1)
# ---
# wrong
# mistake: the latitude stands in the first column and the longitude in the second
# line: return torch.column_stack([lat, lon])
# kind: argument
# words: column|longitude first|swap|exchang|first column
def sphere_to_angles(points):
    lat = torch.arcsin(points[:, 2].clamp(-1, 1))
    lon = torch.atan2(points[:, 1], points[:, 0])
    return torch.column_stack([lat, lon])
# ---
# wrong
# mistake: takes the arccosine, the angle from the north pole, instead of the latitude from the equator
# line: theta = torch.acos(points[:, 2].clamp(-1, 1))
# kind: concept
# words: arccos|acos|pole|equator|arcsin|asin
def sphere_to_angles(points):
    phi = torch.atan2(points[:, 1], points[:, 0])
    theta = torch.acos(points[:, 2].clamp(-1, 1))
    return torch.stack([phi, theta], dim=1)
# ---
# wrong
# mistake: returns degrees, not radians
# line: return torch.rad2deg(angles)
# kind: concept
# words: degree|radian|rad2deg
def sphere_to_angles(points):
    angles = torch.empty(len(points), 2)
    angles[:, 0] = torch.atan2(points[:, 1], points[:, 0])
    angles[:, 1] = torch.asin(points[:, 2].clamp(-1, 1))
    return torch.rad2deg(angles)
# ---
# wrong
# mistake: stacks along the first dimension, which gives two rows and not two columns
# line: return torch.stack([lam_phi[0], lam_phi[1]])
# kind: argument
# words: dim|column|transpos|(2, n)|two rows|rows
def sphere_to_angles(points):
    s1, s2, s3 = points.T
    lam_phi = (torch.atan2(s2, s1), torch.asin(s3.clamp(-1.0, 1.0)))
    return torch.stack([lam_phi[0], lam_phi[1]])
# ---
# wrong
# mistake: takes the latitude from the second coordinate, which is an axis in the equator
# line: lat = torch.asin(points[:, 1].clamp(-1, 1))
# kind: index
# words: third|s_3|[:, 2]|second coordinate|s3
def sphere_to_angles(points):
    lon = torch.atan2(points[:, 1], points[:, 0])
    lat = torch.asin(points[:, 1].clamp(-1, 1))
    return torch.cat([lon[:, None], lat[:, None]], dim=1)
# ---
# wrong
# mistake: counts the longitude from 0 to 2 pi, so that all places in the west have another number than atan2 gives
# line: lon = torch.remainder(lon, 2 * torch.pi)
# kind: step
# words: negative|2 pi|2π|remainder|-pi|west
def sphere_to_angles(points):
    lon = torch.atan2(points[:, 1], points[:, 0])
    lon = torch.remainder(lon, 2 * torch.pi)
    lat = torch.atan2(points[:, 2], points[:, :2].norm(dim=1))
    return torch.stack([lon, lat], dim=1)
# ---
# wrong
# mistake: sets both angles to 0 at the poles, though only the longitude is free there
# line: out[i] = torch.zeros(2)
# kind: concept
# words: pole|only the longitude|both
def sphere_to_angles(points):
    out = torch.zeros(points.shape[0], 2)
    for i, (a, b, c) in enumerate(points):
        if a == 0 and b == 0:
            out[i] = torch.zeros(2)
        else:
            out[i, 0] = torch.atan2(b, a)
            out[i, 1] = torch.atan2(c, torch.sqrt(a * a + b * b))
    return out
# ---
# wrong
# mistake: reads the first three points, rows, as if they were the three coordinates
# line: x, y, z = points[0], points[1], points[2]
# kind: index
# words: row|column|[:, 0]|first three points|coordinate
def sphere_to_angles(points):
    x, y, z = points[0], points[1], points[2]
    lon = torch.atan2(y, x)
    lat = torch.asin(torch.clamp(z, -1, 1))
    return torch.stack([lon, lat], dim=1)
# ---
# wrong
# mistake: takes the longitude from an arccosine, which cannot tell east from west
# line: lon = np.arccos(np.clip(p[:, 0] / r, -1, 1))
# kind: concept
# words: sign|east|west|arccos|atan2|negative
import numpy as np


def sphere_to_angles(points):
    p = points.numpy()
    r = np.sqrt(p[:, 0] ** 2 + p[:, 1] ** 2)
    r = np.where(r == 0, 1, r)
    lon = np.arccos(np.clip(p[:, 0] / r, -1, 1))
    lon = np.where((p[:, 0] == 0) & (p[:, 1] == 0), 0, lon)
    lat = np.arctan2(p[:, 2], np.hypot(p[:, 0], p[:, 1]))
    return torch.from_numpy(np.stack([lon, lat], axis=1)).float()
# ---
# wrong
# mistake: the latitude compares the height with the first coordinate only, not with the distance from the axis, and the columns are exchanged
# line: [math.atan2(z, x), math.atan2(y, x)]
# kind: concept
# words: distance|hypot|first coordinate|column|longitude first|arcsin
import math


def sphere_to_angles(points):
    return torch.tensor([
        [math.atan2(z, x), math.atan2(y, x)]
        for x, y, z in points.tolist()
    ])
# ---
# right
# style: formula (2) as it stands, poles by where
def sphere_to_angles(points):
    s1, s2, s3 = points.unbind(dim=-1)
    at_pole = (s1 == 0) & (s2 == 0)
    longitude = torch.where(at_pole, torch.zeros_like(s1), torch.atan2(s2, s1))
    latitude = torch.arcsin(s3.clamp(-1, 1))
    return torch.stack([longitude, latitude], dim=-1)
# ---
# right
# style: plain Python, point by point
import math


def sphere_to_angles(points):
    rows = []
    for x, y, z in points.tolist():
        across = math.hypot(x, y)
        longitude = math.atan2(y, x) if across > 0 else 0.0
        rows.append([longitude, math.atan2(z, across)])
    return torch.tensor(rows, dtype=points.dtype)
# ---
# right
# style: complex numbers
def sphere_to_angles(points):
    # adding 0 turns -0 into 0, so that both poles get longitude 0
    flat = torch.complex(points[:, 0] + 0.0, points[:, 1] + 0.0)
    upright = torch.complex(flat.abs(), points[:, 2].contiguous())
    return torch.stack([flat.angle(), upright.angle()], dim=1)
# ---
# right
# style: numpy in float64, filled column by column
import numpy as np


def sphere_to_angles(points):
    p = points.detach().numpy().astype(np.float64) + 0.0
    out = np.empty((len(p), 2))
    out[:, 0] = np.arctan2(p[:, 1], p[:, 0])
    out[:, 1] = np.arctan2(p[:, 2], np.sqrt(p[:, 0] ** 2 + p[:, 1] ** 2))
    return torch.from_numpy(out).to(points.dtype)
