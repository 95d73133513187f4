# wrong
# mistake: takes the first column for the latitude and the second for the longitude
# line: lat, lon = angles[:, 0], angles[:, 1]
# kind: order
# words: column|swap|exchange|order|longitude first|first column|mixed up|wrong way round|index|second column
def angles_to_sphere(angles):
    lat, lon = angles[:, 0], angles[:, 1]
    x = lat.cos() * lon.cos()
    y = lat.cos() * lon.sin()
    z = lat.sin()
    return torch.stack([x, y, z], dim=1)
# ---
# wrong
# mistake: the formula of physics, whose second angle is counted from the pole: sine and cosine of the latitude are exchanged
# line: x = torch.sin(theta) * torch.cos(phi)
# line: y = torch.sin(theta) * torch.sin(phi)
# line: z = torch.cos(theta)
# kind: concept
# words: pole|equator|colatitude|exchange|swap|sine and cosine|sin and cos|physic|pi/2|pi / 2|latitude
def angles_to_sphere(angles):
    """Return the points (n, 3) that have these longitudes and latitudes."""
    phi = angles[:, 0]
    theta = angles[:, 1]
    x = torch.sin(theta) * torch.cos(phi)
    y = torch.sin(theta) * torch.sin(phi)
    z = torch.cos(theta)
    return torch.stack((x, y, z), dim=1)
# ---
# wrong
# mistake: the circles of latitude do not get smaller towards the poles: the factor cos(latitude) is missing in s1 and s2
# line: flat = torch.stack([torch.cos(lon), torch.sin(lon)], dim=1)
# kind: step
# words: cos(lat|cosine of the latitude|cos of the lat|smaller|shrink|factor|length 1|cylinder|radius|multipl|unit length
def angles_to_sphere(angles):
    lon, lat = angles.T
    flat = torch.stack([torch.cos(lon), torch.sin(lon)], dim=1)
    height = torch.sin(lat)[:, None]
    return torch.cat([flat, height], dim=1)
# ---
# wrong
# mistake: takes the angles for degrees and converts them, although they are in radians
# line: a = torch.deg2rad(angles)
# kind: step
# words: radian|degree|deg2rad|convert|conversion|180|unit|already
def angles_to_sphere(angles):
    a = torch.deg2rad(angles)
    c, s = a.cos(), a.sin()
    return torch.stack([c[:, 1] * c[:, 0], c[:, 1] * s[:, 0], s[:, 1]], dim=1)
# ---
# wrong
# mistake: stacks the three coordinates along the first axis, which gives (3, n) instead of (n, 3)
# line: return torch.stack([r * lon.cos(), r * lon.sin(), lat.sin()], dim=0)
# kind: argument
# words: dim=1|dim 1|shape|(3, n)|transpose|axis|dim=0|rows|columns|.t
def angles_to_sphere(angles):
    lon, lat = angles.unbind(dim=1)
    r = lat.cos()
    return torch.stack([r * lon.cos(), r * lon.sin(), lat.sin()], dim=0)
# ---
# wrong
# mistake: sine and cosine of the longitude are exchanged, so that the first meridian runs through s2
# line: s1, s2 = r * np.sin(lam), r * np.cos(lam)
# kind: order
# words: swap|exchange|sine and cosine|sin and cos|s1|first meridian|order|wrong way round|cos first|mixed up|x and y
import numpy as np


def angles_to_sphere(angles):
    a = angles.numpy()
    lam, phi = a[:, 0], a[:, 1]
    r = np.cos(phi)
    s1, s2 = r * np.sin(lam), r * np.cos(lam)
    s3 = np.sin(phi)
    return torch.from_numpy(np.stack([s1, s2, s3], axis=1))
# ---
# wrong
# mistake: the height is taken to be the latitude itself instead of its sine
# line: points[i, 2] = latitude
# kind: step
# words: sine|sin(|height|arcsin|length 1|s3|sin of
import math


def angles_to_sphere(angles):
    points = torch.zeros(len(angles), 3, dtype=angles.dtype)
    for i in range(len(angles)):
        longitude, latitude = angles[i].tolist()
        points[i, 0] = math.cos(latitude) * math.cos(longitude)
        points[i, 1] = math.cos(latitude) * math.sin(longitude)
        points[i, 2] = latitude
    return points
# ---
# wrong
# mistake: picks rows instead of columns: angles[0] is the first pair, not all longitudes
# line: lon, lat = angles[0], angles[1]
# kind: index
# words: column|row|[:, 0]|[:,0]|first pair|axis|transpose|all longitudes|dimension|index
def angles_to_sphere(angles):
    lon, lat = angles[0], angles[1]
    cos_lat = torch.cos(lat)
    x = cos_lat * torch.cos(lon)
    y = cos_lat * torch.sin(lon)
    z = torch.sin(lat)
    return torch.stack((x, y, z), dim=-1)
# ---
# wrong
# mistake: the sine of the longitude was copied into the height, where the latitude belongs
# line: z = torch.sin(angles[:, 0:1])
# kind: index
# words: latitude|1:2|second column|column|index|copied|height|longitude|wrong angle
def angles_to_sphere(angles):
    x = torch.cos(angles[:, 1:2]) * torch.cos(angles[:, 0:1])
    y = torch.cos(angles[:, 1:2]) * torch.sin(angles[:, 0:1])
    z = torch.sin(angles[:, 0:1])
    return torch.hstack([x, y, z])
# ---
# wrong
# mistake: recovers the height from Pythagoras with a root, which loses the sign: the south comes to lie in the north
# line: s3 = (1 - s1**2 - s2**2).clamp(min=0).sqrt()
# kind: concept
# words: sign|south|negative|root|positive|southern|sine|sin(|north|below the equator
def angles_to_sphere(angles):
    lon, lat = angles[:, 0], angles[:, 1]
    s1 = torch.cos(lat) * torch.cos(lon)
    s2 = torch.cos(lat) * torch.sin(lon)
    # the point has length 1, so the rest is known
    s3 = (1 - s1**2 - s2**2).clamp(min=0).sqrt()
    return torch.stack([s1, s2, s3], dim=1)
# ---
# wrong
# mistake: two: y is given the sine of both angles, and z the cosine of the latitude
# line: b = sin(v) * sin(u)
# line: c = cos(v)
# kind: call
# words: cos|cosine|sine|swap|exchange|latitude|height|length 1|equator|pole
def angles_to_sphere(angles):
    sin, cos = torch.sin, torch.cos
    u, v = angles[:, 0], angles[:, 1]
    a = cos(v) * cos(u)
    b = sin(v) * sin(u)
    c = cos(v)
    return torch.stack([a, b, c], dim=1)
# ---
# wrong
# mistake: two: forgets the shrinking factor cos(latitude) and tries to repair the length by dividing all three numbers, and takes the height for the latitude itself
# line: raw = torch.stack([lon.cos(), lon.sin(), lat], dim=1)
# line: return F.normalize(raw, dim=1)
# kind: concept
# words: cos(lat|cosine of the latitude|tan|sine|sin(|factor|direction|normali|height|smaller
def angles_to_sphere(angles):
    lon = angles[:, 0]
    lat = angles[:, 1]
    raw = torch.stack([lon.cos(), lon.sin(), lat], dim=1)
    return F.normalize(raw, dim=1)
# ---
# right
def angles_to_sphere(angles):
    lon, lat = angles[:, 0], angles[:, 1]
    return torch.stack([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()], dim=1)
# ---
# right
import numpy as np


def angles_to_sphere(angles):
    """With NumPy, in double precision."""
    longitude, latitude = angles.detach().numpy().astype(np.float64).T
    radius = np.cos(latitude)
    points = np.column_stack(
        (radius * np.cos(longitude), radius * np.sin(longitude), np.sin(latitude))
    )
    return torch.from_numpy(points).to(angles.dtype)
# ---
# right
import math


def _point(lon, lat):
    r = math.cos(lat)
    return (r * math.cos(lon), r * math.sin(lon), math.sin(lat))


def angles_to_sphere(angles):
    return torch.tensor([_point(lon, lat) for lon, lat in angles.tolist()], dtype=angles.dtype)
# ---
# right
def angles_to_sphere(angles):
    cosines = torch.cos(angles)
    sines = torch.sin(angles)
    points = torch.ones(angles.shape[0], 3, dtype=angles.dtype)
    points[:, 0] = cosines[:, 0]
    points[:, 1] = sines[:, 0]
    points[:, :2] *= cosines[:, 1:]
    points[:, 2] = sines[:, 1]
    return points
