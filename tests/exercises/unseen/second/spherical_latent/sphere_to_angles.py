# wrong
# mistake: the arctangent of the quotient cannot tell a place from the one on the other side of the axis
# line: phi = torch.atan(y / x)
# kind: call
# words: atan2|arctan2|quadrant|quotient|other side|half|sign|opposite|both numbers|x is 0|division by zero
def sphere_to_angles(points):
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    phi = torch.atan(y / x)
    phi = torch.where((x == 0) & (y == 0), torch.zeros_like(phi), phi)
    lam = torch.atan2(z, torch.sqrt(x * x + y * y))
    return torch.stack([phi, lam], dim=1)
# ---
# wrong
# mistake: atan2 is called with its arguments in the order x, y, but it takes y first
# line: longitude = torch.atan2(s1, s2)
# kind: argument
# words: order|swap|exchange|y first|s2 first|argument|wrong way round|mixed up|s_2, s_1|first argument
def sphere_to_angles(points):
    """Return longitude and latitude (n, 2) of points (n, 3) of length 1."""
    s1, s2, s3 = points.unbind(dim=1)
    longitude = torch.atan2(s1, s2)
    latitude = torch.asin(s3.clamp(-1, 1))
    pole = (s1 == 0) & (s2 == 0)
    longitude = longitude.masked_fill(pole, 0.0)
    return torch.stack((longitude, latitude), dim=1)
# ---
# wrong
# mistake: the arccosine counts the angle from the north pole as physicists do, not from the equator
# line: theta = torch.acos(points[:, 2].clamp(-1.0, 1.0))
# kind: call
# words: arcsin|asin|pole|equator|colatitude|from the north|pi/2|pi / 2|sine|physic|instead of acos|arccos
def sphere_to_angles(points):
    phi = torch.atan2(points[:, 1] + 0.0, points[:, 0] + 0.0)
    theta = torch.acos(points[:, 2].clamp(-1.0, 1.0))
    return torch.column_stack((phi, theta))
# ---
# wrong
# mistake: the latitudes stand in the first column and the longitudes in the second, since one is used to say latitude first
# line: angles[:, 0], angles[:, 1] = lat, lon
# kind: order
# words: column|order|swap|exchange|first|longitude first|wrong way round|mixed up|second|latitude
def sphere_to_angles(points):
    p = points + 0.0
    lat = torch.atan2(p[:, 2], p[:, :2].norm(dim=1))
    lon = torch.atan2(p[:, 1], p[:, 0])
    angles = torch.empty(len(p), 2, dtype=p.dtype)
    angles[:, 0], angles[:, 1] = lat, lon
    return angles
# ---
# wrong
# mistake: the result is in degrees, but radians are asked for
# line: return torch.rad2deg(both)
# kind: step
# words: radian|degree|rad2deg|unit|180|convert|pi
def sphere_to_angles(points):
    horizontal = torch.hypot(points[:, 0], points[:, 1])
    longitude = torch.where(
        horizontal == 0,
        torch.zeros_like(horizontal),
        torch.atan2(points[:, 1], points[:, 0]),
    )
    latitude = torch.atan2(points[:, 2], horizontal)
    both = torch.stack([longitude, latitude], dim=1)
    return torch.rad2deg(both)
# ---
# wrong
# mistake: stacks along the first axis, which gives (2, n) instead of (n, 2)
# line: return torch.stack([lon, lat])
# kind: argument
# words: dim=1|dim 1|shape|(2, n)|transpose|axis|stack|column|.t|rows
def sphere_to_angles(points):
    x, y, z = (points + 0.0).T
    lon = torch.atan2(y, x)
    lat = torch.atan2(z, (x**2 + y**2) ** 0.5)
    return torch.stack([lon, lat])
# ---
# wrong
# mistake: takes every point with s1 = 0 for a pole, and sets its longitude to 0, though it can lie anywhere on that meridian
# line: lon[points[:, 0] == 0] = 0.0
# kind: concept
# words: both|s2|y == 0|y is 0|also|meridian|not a pole|equator|and|90|second coordinate|only at the poles
def sphere_to_angles(points):
    lon = torch.atan2(points[:, 1], points[:, 0])
    lon[points[:, 0] == 0] = 0.0
    lat = torch.asin(torch.clamp(points[:, 2], -1, 1))
    return torch.cat([lon.unsqueeze(1), lat.unsqueeze(1)], dim=1)
# ---
# wrong
# mistake: takes the wrong coordinate for the height: the axis of the globe is the third one, not the second
# line: height = row[1]
# kind: index
# words: third|s3|s_3|index 2|[2]|axis of the globe|z|height|second coordinate|last|wrong coordinate
import math


def sphere_to_angles(points):
    answer = []
    for row in points.tolist():
        height = row[1]
        if row[0] == 0 and row[1] == 0:
            longitude = 0.0
        else:
            longitude = math.atan2(row[1], row[0])
        latitude = math.asin(max(-1.0, min(1.0, height)))
        answer.append((longitude, latitude))
    return torch.tensor(answer, dtype=points.dtype).reshape(-1, 2)
# ---
# wrong
# mistake: finds the longitude with an arccosine from s1 alone, and so loses the sign of s2: west becomes east
# line: lon = torch.acos((x / ring).clamp(-1, 1))
# kind: concept
# words: sign|atan2|west|negative|arccos|acos|s2|quadrant|positive|half|mirror
def sphere_to_angles(points):
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    ring = torch.linalg.norm(points[:, :2], dim=1)
    lon = torch.acos((x / ring).clamp(-1, 1))
    lon = torch.where(ring > 0, lon, torch.zeros_like(lon))
    lat = torch.atan2(z, ring)
    return torch.stack((lon, lat), dim=-1)
# ---
# wrong
# mistake: the arctangent is given s3 alone, as if the slope were the height; it needs the height over the distance from the axis
# line: latitudes = np.arctan(xyz[:, 2])
# kind: call
# words: arcsin|asin|sine|atan2|hypot|distance from the axis|divided|tangent|height|arctan|horizontal
import numpy as np


def sphere_to_angles(points):
    xyz = points.detach().numpy() + 0.0
    longitudes = np.arctan2(xyz[:, 1], xyz[:, 0])
    latitudes = np.arctan(xyz[:, 2])
    return torch.from_numpy(np.stack([longitudes, latitudes], axis=1))
# ---
# wrong
# mistake: two: the latitude is counted downwards from the equator (wrong sign), and atan2 is given the two numbers in the wrong order
# line: lat = -torch.asin(points[:, 2].clamp(min=-1, max=1))
# line: lon = torch.atan2(points[:, 0], points[:, 1])
# kind: operator
# words: sign|minus|negative|north|downwards|order|swap|exchange|y first|argument|upside
def sphere_to_angles(points):
    lat = -torch.asin(points[:, 2].clamp(min=-1, max=1))
    lon = torch.atan2(points[:, 0], points[:, 1])
    at_pole = points[:, :2].abs().sum(dim=1) == 0
    lon = torch.where(at_pole, torch.zeros_like(lon), lon)
    return torch.stack([lon, lat], dim=1)
# ---
# wrong
# mistake: two: divides s2 by s1 in an arctangent without the quadrant, and subtracts the arcsine from a right angle, which counts from the pole
# line: lon = torch.arctan(points[:, 1] / points[:, 0])
# line: lat = torch.pi / 2 - torch.arcsin(points[:, 2])
# kind: concept
# words: atan2|quadrant|quotient|division|other side|pole|equator|pi / 2|pi/2|colatitude|sign
def sphere_to_angles(points):
    lon = torch.arctan(points[:, 1] / points[:, 0])
    lon = torch.nan_to_num(lon)
    lat = torch.pi / 2 - torch.arcsin(points[:, 2])
    return torch.cat((lon[:, None], lat[:, None]), 1)
# ---
# right
def sphere_to_angles(points):
    x, y, z = points.unbind(1)
    r = torch.hypot(x, y)
    longitude = torch.where(r == 0, torch.zeros_like(r), torch.atan2(y, x))
    latitude = torch.atan2(z, r)
    return torch.stack([longitude, latitude], dim=1)
# ---
# right
import numpy as np


def sphere_to_angles(points):
    p = points.detach().numpy().astype(np.float64)
    lon = np.arctan2(p[:, 1], p[:, 0])
    lon[(p[:, 0] == 0) & (p[:, 1] == 0)] = 0.0
    lat = np.arctan2(p[:, 2], np.hypot(p[:, 0], p[:, 1]))
    return torch.from_numpy(np.column_stack([lon, lat])).to(points.dtype)
# ---
# right
import math


def _angles_of(x, y, z):
    if x == 0 and y == 0:
        return [0.0, math.copysign(math.pi / 2, z)]
    return [math.atan2(y, x), math.atan2(z, math.hypot(x, y))]


def sphere_to_angles(points):
    """One point after the other."""
    return torch.tensor([_angles_of(*p) for p in points.tolist()], dtype=points.dtype)
# ---
# right
def sphere_to_angles(points):
    angles = torch.zeros(points.shape[0], 2, dtype=points.dtype, device=points.device)
    flat = points[:, :2].norm(dim=1)
    angles[:, 1] = torch.atan2(points[:, 2], flat)
    elsewhere = (points[:, 0] != 0) | (points[:, 1] != 0)
    angles[elsewhere, 0] = torch.atan2(points[elsewhere, 1], points[elsewhere, 0])
    return angles
