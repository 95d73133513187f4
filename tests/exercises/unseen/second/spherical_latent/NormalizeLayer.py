# wrong
# mistake: takes one length for the whole tensor instead of one for each row
# line: return codes / codes.norm()
# kind: argument
# words: dim|each row|row by row|per row|whole|all rows|entire|axis|one length|keepdim|batch
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        return codes / codes.norm()
# ---
# wrong
# mistake: normalises the columns instead of the rows, since dim=0 is taken for "the rows"
# line: return F.normalize(codes, dim=0)
# kind: argument
# words: dim=1|dim 1|column|each row|axis|wrong dim|dimension|across|along|rows
class NormalizeLayer(nn.Module):
    """Divides each row by its length: puts it on the sphere of radius 1."""

    def forward(self, codes):
        return F.normalize(codes, dim=0)
# ---
# wrong
# mistake: forgets the square root: divides by the squared length
# line: squared = (codes * codes).sum(dim=1, keepdim=True)
# line: result = codes / squared
# kind: step
# words: root|sqrt|squared|square root|pythagoras|** 0.5|length|not the length
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        squared = (codes * codes).sum(dim=1, keepdim=True)
        result = codes / squared
        return result
# ---
# wrong
# mistake: takes the sum of the absolute values for the length (p = 1), so that the codes lie on an octahedron
# line: return F.normalize(codes, p=1.0, dim=1)
# kind: number
# words: p=2|p = 2|euclid|square|root|absolute|manhattan|l1|l2|octahedron|default
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        # p=1.0: to length one
        return F.normalize(codes, p=1.0, dim=1)
# ---
# wrong
# mistake: without keepdim the lengths are a row (n,), which does not fit the rows of codes, or divides column by column when n is the same as the number of columns
# line: lengths = torch.linalg.norm(codes, dim=1)
# kind: argument
# words: keepdim|broadcast|shape|[:, none]|unsqueeze|column vector|(n, 1)|does not fit|dimension
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        lengths = torch.linalg.norm(codes, dim=1)
        return torch.div(codes, lengths)
# ---
# wrong
# mistake: divides in place, so the tensor that was handed in is changed as well
# line: codes /= length
# kind: operator
# words: in place|in-place|inplace|/=|itself|changed|overwrit|new tensor|original|input|stays as it is|modif
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        length = codes.pow(2).sum(1, keepdim=True).sqrt()
        codes /= length
        return codes
# ---
# wrong
# mistake: makes a new tensor out of numbers, and so cuts the gradient off from the encoder
# line: unit.append([value.item() / length for value in row])
# line: return torch.tensor(unit)
# kind: concept
# words: gradient|graph|item|backprop|new tensor|stack|cut|detach|numbers|encoder|learn|differentia
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        unit = []
        for row in codes:
            length = sum(value.item() ** 2 for value in row) ** 0.5
            unit.append([value.item() / length for value in row])
        return torch.tensor(unit)
# ---
# wrong
# mistake: thinks the layer needs no gradient because it learns nothing, and switches gradients off
# line: @torch.no_grad()
# kind: concept
# words: gradient|no_grad|encoder|pass through|backprop|learn|graph|backward|train
class NormalizeLayer(nn.Module):
    @torch.no_grad()
    def forward(self, codes):
        r = codes.norm(p=2, dim=-1, keepdim=True)
        return codes / r
# ---
# wrong
# mistake: divides by the largest number of the row instead of by its length, so that the codes lie on a cube
# line: biggest = codes.abs().amax(dim=1, keepdim=True)
# kind: concept
# words: length|norm|largest|maximum|biggest|cube|root|squares|euclid|max
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        biggest = codes.abs().amax(dim=1, keepdim=True)
        return codes.div(biggest)
# ---
# wrong
# mistake: shortens only the codes that are longer than 1; those inside the sphere stay inside
# line: n = codes.norm(dim=1, keepdim=True).clamp(min=1.0)
# kind: concept
# words: shorter|short|inside|ball|clamp|min|longer than 1|less than 1|at least 1|each row|too|stay
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        n = codes.norm(dim=1, keepdim=True).clamp(min=1.0)
        out = codes / n
        return out
# ---
# wrong
# mistake: two: takes normalising for standardising, as in batch normalisation: subtracts the mean and divides by the standard deviation
# line: centred = codes - codes.mean(dim=1, keepdim=True)
# line: return centred / codes.std(dim=1, keepdim=True)
# kind: concept
# words: mean|standard deviation|standardi|length|direction|norm|subtract|batch norm|spread|std|centre|center
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        centred = codes - codes.mean(dim=1, keepdim=True)
        return centred / codes.std(dim=1, keepdim=True)
# ---
# wrong
# mistake: two: adds the values before squaring them, and takes the sum over the batch instead of over the row
# line: total = torch.sum(codes, 0, keepdim=True) ** 2
# kind: order
# words: square first|squares|before|each number|cancel|then sum|sum of squares|dim|row|column|order|after summing
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        """s = z / |z|"""
        total = torch.sum(codes, 0, keepdim=True) ** 2
        norm = torch.sqrt(total)
        s = codes / norm
        return s
# ---
# right
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        return F.normalize(codes, dim=1)
# ---
# right
class NormalizeLayer(nn.Module):
    """Divides each row by its length: puts it on the sphere of radius 1."""

    def forward(self, codes):
        squares = codes**2
        length = squares.sum(dim=1, keepdim=True).sqrt()
        return codes / length
# ---
# right
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        lengths = torch.linalg.vector_norm(codes, dim=1)
        return codes / lengths[:, None]
# ---
# right
class NormalizeLayer(nn.Module):
    def forward(self, codes):
        rows = []
        for row in codes:
            rows.append(row / torch.sqrt(torch.dot(row, row)))
        return torch.stack(rows)
