# wrong
# mistake: normalises along dim 0, the columns, not each row
# line: return F.normalize(codes, dim=0)
# kind: argument
# words: dim=0|dim 0|column|dim=1|dim 1|each row
class NormalizeLayer(nn.Module):
    """Divides each row by its length: puts it on the sphere of radius 1."""

    def forward(self, codes):
        return F.normalize(codes, dim=0)
# ---
# wrong
# mistake: divides by the length of the whole matrix, one number for all codes
# line: length = torch.norm(codes)
# kind: argument
# words: dim|each row|own length|whole|all codes|one number
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        length = torch.norm(codes)
        return codes / length
# ---
# wrong
# mistake: without keepdim the lengths are a flat list and do not line up with the rows
# line: norms = codes.norm(dim=1)
# kind: argument
# words: keepdim|unsqueeze|[:, none]|broadcast|column|line up
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        norms = codes.norm(dim=1)
        return codes / norms
# ---
# wrong
# mistake: divides by the sum of the absolute values, which is not the length
# line: return codes / codes.abs().sum(dim=1, keepdim=True)
# kind: concept
# words: absolute|abs|square|root|euclid|l1
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        return codes / codes.abs().sum(dim=1, keepdim=True)
# ---
# wrong
# mistake: divides by the square of the length, the root is missing
# line: squared = (codes ** 2).sum(-1, keepdim=True)
# kind: call
# words: sqrt|root|squared length|square of the length
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        squared = (codes ** 2).sum(-1, keepdim=True)
        normalized = codes / squared
        return normalized
# ---
# wrong
# mistake: takes the mean of the squares instead of their sum, so the radius is not 1
# line: rms = torch.sqrt(torch.mean(codes * codes, dim=1, keepdim=True))
# kind: call
# words: mean|sum|average|radius
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        rms = torch.sqrt(torch.mean(codes * codes, dim=1, keepdim=True))
        return codes / rms
# ---
# wrong
# mistake: cuts the codes off the graph, so no gradient comes back to the encoder
# line: z = codes.detach().numpy()
# kind: concept
# words: gradient|detach|numpy|graph
import numpy as np


class NormalizeLayer(nn.Module):
    def forward(self, codes):
        z = codes.detach().numpy()
        z = z / np.linalg.norm(z, axis=1, keepdims=True)
        return torch.from_numpy(z)
# ---
# wrong
# mistake: standardises each row, subtracting its mean and dividing by its standard deviation, instead of dividing by the length
# line: mu = codes.mean(dim=1, keepdim=True)
# line: return (codes - mu) / sigma
# kind: concept
# words: standard deviation|mean|standardi|subtract
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        mu = codes.mean(dim=1, keepdim=True)
        sigma = codes.std(dim=1, keepdim=True)
        return (codes - mu) / sigma
# ---
# wrong
# mistake: takes it that a code has exactly three numbers
# line: x, y, z = codes.T
# kind: concept
# words: three|any number|other size|two numbers
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        x, y, z = codes.T
        r = torch.sqrt(x**2 + y**2 + z**2)
        return torch.stack([x / r, y / r, z / r], dim=1)
# ---
# wrong
# mistake: multiplies by the length instead of dividing, and the tensor that it builds from numbers has no gradients
# line: rows.append([value * length for value in row.tolist()])
# line: return torch.tensor(rows)
# kind: operator
# words: divid|multipl|gradient|tolist|torch.tensor
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        rows = []
        for row in codes:
            length = sum(value**2 for value in row.tolist()) ** 0.5
            rows.append([value * length for value in row.tolist()])
        return torch.tensor(rows)
# ---
# wrong
# mistake: divides in place, which changes the codes that came in and that the gradients still need
# line: codes /= codes.norm(dim=1, keepdim=True)
# kind: operator
# words: in place|in-place|inplace|/=|overwrit|changes the codes
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        codes /= codes.norm(dim=1, keepdim=True)
        return codes
# ---
# right
# style: einsum for the squared lengths, power -1/2
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        squared = torch.einsum("ij,ij->i", codes, codes)
        return codes * squared.pow(-0.5)[:, None]
# ---
# right
# style: row by row, then stacked
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        on_sphere = []
        for code in codes:
            length = (code @ code).sqrt()
            on_sphere.append(code / length)
        return torch.stack(on_sphere)
# ---
# right
# style: linalg and broadcasting through a double transpose
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        lengths = torch.linalg.vector_norm(codes, ord=2, dim=-1)
        return (codes.T / lengths).T
# ---
# right
# style: F.normalize by keyword
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        return F.normalize(input=codes, p=2.0, dim=-1)
# ---
# right
# style: adds up the squares column by column
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        squared_length = 0
        for column in codes.unbind(dim=1):
            squared_length = squared_length + column**2
        length = squared_length.sqrt()
        return codes / length.unsqueeze(1).expand_as(codes)
