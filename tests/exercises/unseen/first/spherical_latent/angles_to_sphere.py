# wrong
# mistake: treats the latitude as the angle from the north pole: its sine and cosine are exchanged
# line: x = torch.sin(theta) * torch.cos(phi)
# line: y = torch.sin(theta) * torch.sin(phi)
# line: z = torch.cos(theta)
# kind: concept
# words: pole|equator|physic|exchang|swap
def angles_to_sphere(angles):
    """Return the points (n, 3) that have these longitudes and latitudes."""
    phi, theta = angles[:, 0], angles[:, 1]
    x = torch.sin(theta) * torch.cos(phi)
    y = torch.sin(theta) * torch.sin(phi)
    z = torch.cos(theta)
    return torch.stack([x, y, z], dim=1)
# ---
# wrong
# mistake: sine and cosine of the longitude are exchanged, so the first meridian runs through the second axis
# line: x = lat.cos() * lon.sin()
# line: y = lat.cos() * lon.cos()
# kind: call
# words: meridian|swap|exchang|cos(lon|first axis
def angles_to_sphere(angles):
    lon, lat = angles.unbind(1)
    x = lat.cos() * lon.sin()
    y = lat.cos() * lon.cos()
    z = lat.sin()
    return torch.stack((x, y, z), 1)
# ---
# wrong
# mistake: forgets that circles of latitude shrink towards the poles: the factor cos(latitude) is missing, the points lie on a cylinder
# line: [torch.cos(lon), torch.sin(lon), torch.sin(lat)], dim=1
# kind: step
# words: cosine of the latitude|cos(lat|cylinder|shrink|length 1|factor
def angles_to_sphere(angles):
    lon = angles[:, 0]
    lat = angles[:, 1]
    return torch.stack(
        [torch.cos(lon), torch.sin(lon), torch.sin(lat)], dim=1
    )
# ---
# wrong
# mistake: puts the points on a cylinder and divides by their length, which gives another latitude
# line: return F.normalize(points, dim=1)
# kind: concept
# words: cylinder|normali|cos(lat|cosine of the latitude|divid|factor
def angles_to_sphere(angles):
    lon, lat = angles.T
    points = torch.stack([lon.cos(), lon.sin(), lat.sin()], dim=1)
    # length must be 1
    return F.normalize(points, dim=1)
# ---
# wrong
# mistake: takes the columns in the wrong order: the longitude stands first
# line: lat, lon = angles[:, 0], angles[:, 1]
# kind: index
# words: column|longitude first|first column|swap|exchang
def angles_to_sphere(angles):
    lat, lon = angles[:, 0], angles[:, 1]
    r = torch.cos(lat)
    return torch.stack([r * torch.cos(lon), r * torch.sin(lon), torch.sin(lat)], dim=1)
# ---
# wrong
# mistake: stacks along the first dimension, so there are three rows and not three columns
# line: return torch.stack([x, y, z])
# kind: argument
# words: dim|column|transpos|three rows|(3, n)
def angles_to_sphere(angles):
    cos = torch.cos(angles)
    sin = torch.sin(angles)
    x = cos[:, 0] * cos[:, 1]
    y = sin[:, 0] * cos[:, 1]
    z = sin[:, 1]
    return torch.stack([x, y, z])
# ---
# wrong
# mistake: converts to radians, but the angles are in radians already
# line: lon, lat = torch.deg2rad(angles).T
# kind: step
# words: degree|radian|deg2rad|already
def angles_to_sphere(angles):
    lon, lat = torch.deg2rad(angles).T
    xy = torch.cos(lat)
    return torch.stack([xy * torch.cos(lon), xy * torch.sin(lon), torch.sin(lat)], dim=-1)
# ---
# wrong
# mistake: the second coordinate lacks the factor cos(latitude)
# line: s[:, 1] = np.sin(a[:, 0])
# kind: step
# words: cosine of the latitude|cos(lat|factor|second coordinate
import numpy as np


def angles_to_sphere(angles):
    a = angles.numpy()
    s = np.zeros((a.shape[0], 3), dtype=np.float32)
    s[:, 0] = np.cos(a[:, 1]) * np.cos(a[:, 0])
    s[:, 1] = np.sin(a[:, 0])
    s[:, 2] = np.sin(a[:, 1])
    return torch.from_numpy(s)
# ---
# wrong
# mistake: takes the latitude itself for the height, not its sine
# line: height = lat
# kind: call
# words: sin(|height|its sine|sine of|.sin
def angles_to_sphere(angles):
    lon = angles[:, [0]]
    lat = angles[:, [1]]
    height = lat
    radius = torch.cos(lat)
    return torch.cat([radius * torch.cos(lon), radius * torch.sin(lon), height], dim=1)
# ---
# wrong
# mistake: unpacks the rows, the places, as if they were the two columns
# line: lon, lat = angles
# kind: index
# words: row|column|unpack|transpos
def angles_to_sphere(angles):
    lon, lat = angles
    return torch.stack(
        [
            torch.cos(lat) * torch.cos(lon),
            torch.cos(lat) * torch.sin(lon),
            torch.sin(lat),
        ],
        dim=-1,
    )
# ---
# wrong
# mistake: adds where it should multiply, and takes the cosine of the latitude for the height
# line: points.append([cos(la) + cos(lo), cos(la) + sin(lo), cos(la)])
# kind: operator
# words: multipl|product|height|sin(
from math import cos, sin


def angles_to_sphere(angles):
    points = []
    for lo, la in angles.tolist():
        points.append([cos(la) + cos(lo), cos(la) + sin(lo), cos(la)])
    return torch.tensor(points)
# ---
# right
# style: complex numbers in polar form
def angles_to_sphere(angles):
    lon, lat = angles[:, 0].contiguous(), angles[:, 1].contiguous()
    equator = torch.polar(lat.cos(), lon)
    return torch.stack([equator.real, equator.imag, lat.sin()], dim=1)
# ---
# right
# style: list comprehension with math
import math


def angles_to_sphere(angles):
    return torch.tensor([
        (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        for lon, lat in angles.tolist()
    ])
# ---
# right
# style: through the angle from the pole
def angles_to_sphere(angles):
    phi = angles[:, 0]
    theta = torch.pi / 2 - angles[:, 1]
    x = torch.sin(theta) * torch.cos(phi)
    y = torch.sin(theta) * torch.sin(phi)
    z = torch.cos(theta)
    return torch.hstack([x[:, None], y[:, None], z[:, None]])
# ---
# right
# style: rotates the point (1, 0, 0) by two matrices
def angles_to_sphere(angles):
    points = []
    for lon, lat in angles:
        c, s = torch.cos(lat), torch.sin(lat)
        up = torch.stack([c, torch.zeros_like(c), s])  # on the first meridian
        c, s = torch.cos(lon), torch.sin(lon)
        zero, one = torch.zeros_like(c), torch.ones_like(c)
        east = torch.stack([c, -s, zero, s, c, zero, zero, zero, one]).reshape(3, 3)
        points.append(east @ up)
    return torch.stack(points)
