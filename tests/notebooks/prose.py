"""The numbers of the notebooks' prose: words in which each # is a number, and an expression that gives these numbers.

An expression is evaluated among the names of its notebook; arrays are read row by row, and a matrix is written in brackets.
"""

NUMBERS = {
    "00_start_here": [
        ("for all #, in the cell above", "grad.p.size"),
        ("| shape | # | | # | | 1 | # |", "net.p.size, stepped.p.size, grad.p.size"),
        (r"If you said # you added the rates. Push $x$ by #: $u$ moves by $# \cdot # = #$,", "3 + 0.5, 0.1, 3, 0.1, 3 * 0.1"),
        (r"and $C$ by half of that, $# \cdot # = #$", "0.5, 3 * 0.1, C_of_x(0.1)"),
        (r"Per unit of $x$ that is $# \cdot 3$. If you said # you", "C_of_x(1) / 3, C_of_x(1) / 3"),
        ("How fast does $C$ change with $x$: #, # or # times?", "3 + 0.5, C_of_x(1), 0.5"),
        ("how fast does $C$ change with $x$: #, # or # times?", "3 + 2, 3 * 2, 2 * 3 + 3 * 2"),
        (r"= 2 \cdot 3 + 3 \cdot 2 = # .$$", "(C_two_paths(1 + 1e-6) - C_two_paths(1 - 1e-6)) / 2e-6"),
        (r"with $C = u\,v\,t$ to the cell; you should get #.", "(6 * (1 + 1e-5) ** 3 - 6 * (1 - 1e-5) ** 3) / 2e-5"),
        (r"$1 \cdot 1 + 2 \cdot 3 = #$", "(M @ M)[0, 0]"),
        ("so the # arrives in `M_view`", "M_view[0, 0]"),
        ("so the # does not.", "copied[1]"),
    ],
    "01_forward_pass": [
        (r"\sigma(0) = \frac{1}{1 + 1} = #,", "sigma(0)"),
        (r"\sigma(\ln 3) = \frac{1}{1 + #} = #,", "np.exp(-np.log(3)), sigma(np.log(3))"),
        (r"\sigma(-\ln 3) = \frac{1}{1 + #} = # .", "np.exp(np.log(3)), sigma(-np.log(3))"),
        (r"\sigma'(0) = # \cdot # = #,", "sigma(0), 1 - sigma(0), dsigma(0)"),
        (
            r"\sigma'(\pm\ln 3) = # \cdot # = # = # .",
            "sigma(np.log(3)), 1 - sigma(np.log(3)), dsigma(np.log(3)), dsigma(-np.log(3))",
        ),
        ("The slope is never more than $#$", "dsigma(0)"),
        (r"Solve $\sigma(1 - \sigma) = #$", "dsigma(0) / 10"),
        (r"(\sigma(0) \\ \sigma(\ln 3)) = (# \\ #)", "a2"),
        (r"z^{[2]} = (# & # \\ # & #) (# \\ #)", "W2, a1"),
        (
            r"(# & # \\ # & #) (# \\ #) + (# \\ #)",
            "W3, a2, b3",
        ),
        (
            r"\sigma (# + # - # \\ # + # - #) = (# \\ #)",
            "np.column_stack([W3 * a2, -b3]), a3",
        ),
        ("Both outputs are $#$", "a3[0]"),
        ("picture: # inputs, then #, #, # neurons, # outputs", "net.sizes"),
        (r"so that the first output becomes $#$", "sigma(np.log(3))"),
        (
            r"= # \cdot # + # \cdot # + # \cdot # + # \cdot # = # .",
            "[(net.W[l].shape[0], net.W[l].shape[1] + 1) for l in (2, 3, 4, 5)], net.p.size",
        ),
        (
            "| shape | # | | # × #, # | # × #, # | # × #, # | # × #, # |",
            "net.p.size, [(*net.W[l].shape, net.b[l].size) for l in (2, 3, 4, 5)]",
        ),
        ("| numbers | # | $=$ | # | # | # | # |", "net.p.size, [net.W[l].size + net.b[l].size for l in (2, 3, 4, 5)]"),
    ],
    "02_cost": [
        (r"ends with $a^{[3]} = (#, #)$", "a[3]"),
        (r"C = # \Bigl( \bigl(1 - #\bigr)^2 + \bigl(0 - #\bigr)^2 \Bigr) = # .", "0.5, a[3], C"),
        (
            r"= # \bigl( (1 - #)^2 + (0 - #)^2 \bigr) = # (# + #) = # .",
            "0.5, A[4][:, 0], 0.5, (Y - A[4])[:, 0] ** 2, each[0]",
        ),
        (
            r"= # (# + # + # + # + \cdots + # + #) = # .",
            "1 / N, each[:4], each[-2:], Cost",
        ),
        ("| shape | 1 | | # → 1 | 2 × # → # | 2 × # | | 2 × # |", "5 * [N]"),
        ("| averaged over | # points | nothing | # × # entries |", "N, Y.T.shape"),
        ("| today | # | # | # |", "Cost, squares.sum(), squares.mean()"),
        ("| shape | 1 | | 2 | | # |", "net.p.size"),
        ("| today, point 1 | # | | (#, #) | | |", "each[0], A[4][:, 0]"),
        ("Which of the # weights and biases", "net.p.size"),
        ("$C$ is a function of all # parameters", "net.p.size"),
        ("$C$ falls by about $#$ for each unit", "-slope"),
        ("at the present weight, $#$, is the tangent", "w11"),
        (r"Solve $# - #\,(w - (#)) = 0$", "each[0], -slope, w11"),
        (
            r"= # (# + # + # + \cdots - # - #) = # .",
            "1 / N, [s * gradient(net, X[:, i], Y[:, i])['b1[3]'] for i, s in ((0, 1), (1, 1), (2, 1), (8, -1), (9, -1))],"
            " gradient(net, X, Y)['b1[3]']",
        ),
        ("| shape | # | | # × # → # | # |", "dCost_dp.size, N, 3 * [net.p.size]"),
        (r"with $a^{[4]} = (#, #)$ and $y = (1, 0)$", "a_1"),
        (
            r"C = -\ln # - \ln (1 - #) = # + # = # .",
            "a_1, -np.log(a_1[0]), -np.log(1 - a_1[1]), cost(entropy, x_1, y_1)",
        ),
        (r"multiplied by $\sigma' \leq #$", "net.dsigma[4](0.0)"),
        (
            'Both slips named "1/N missing" are off by #, whatever the network. Why just #?',
            "1 - 1 / N, equation('9').wrong_residual(net, X, Y)",
        ),
    ],
    "03_sensitivity": [
        (r"\delta^{[2]} = (# \\ #)", "delta[2]"),
        (r"\delta^{[3]} = (# \\ #)", "delta[3]"),
        (r"$\delta_1^{[2]} = #$", "delta[2][0]"),
        ("$C = #$. Now push", "cost(net, x, y)"),
        (
            r"which is $#$ and $#$ in the example, where $\delta^{[3]}$ has $#$ and $#$",
            "a[3] - y, delta[3]",
        ),
        (r"At $z = 0$ this is $# \cdot # = #$", "sigma(0), sigma(0) * (1 - sigma(0)), sigma(0) ** 2 * (1 - sigma(0))"),
        ("with $a = (#, #)$. For the first neuron", "forward(constant, X)[0][2][:, 0]"),
        (r"(# - 1) \cdot # = # & \text{five times,}", "sigma(0), constant.dsigma[2](0.0), deltas[0]"),
        (r"(# - 0) \cdot # = +# & \text{five times.}", "sigma(0), constant.dsigma[2](0.0), deltas[-1]"),
        ("| shape | 1 | | # → 1 | # |", "deltas.size, deltas.size"),
        (r"$\sigma'(z^{[3]}) = (#, #)$ and $a^{[3]} - y = (#, #)$", "u, v"),
        (
            r"(# \\ #) \circ (# \\ #) = (# \\ #) = \delta^{[3]}",
            "u, v, delta[3]",
        ),
        ("Here it is off by #,", "equation('21').wrong_residual(net, x, y)"),
        ("never by less than #. Where", "1 - constant.dsigma[2](0.0)"),
        ("the number that is missing from # to 1?", "1 - constant.dsigma[2](0.0)"),
    ],
    "04a_backward_pass": [
        (
            r"$w_{11}^{[3]} = #$, $z^{[3]} = #$ and $y = 1$, where $\sigma'(\ln 3) = #$ and $\sigma'(0) = #$",
            "chain['w11[3]'], z_chain[3], dsigma(np.log(3)), dsigma(0)",
        ),
        (r"\delta^{[3]} = # \bigl(# - 1\bigr) = #,", "dsigma(z_chain[3]), a_chain[3], delta3_chain"),
        (
            r"\delta^{[2]} = # \cdot # \cdot \bigl(#\bigr) = # .",
            "dsigma(z_chain[2]), chain['w11[3]'], delta3_chain, delta2_chain",
        ),
        (
            r"$\delta^{[3]} = (#, #)$, and a push of $z_1^{[2]}$ goes on to $z_1^{[3]}$ and $z_2^{[3]}$"
            r" with the rates $# \cdot #$ and $# \cdot #$",
            "delta3_fork, [(w, dsigma(z_fork[2][0])) for w in fork.W[3][:, 0]]",
        ),
        (
            r"\bigl(#\bigr)\bigl(#\bigr) + \bigl(#\bigr)\bigl(#\bigr) = # + # = # .",
            "np.column_stack([delta3_fork, fork.W[3][:, 0] / 4]), delta3_fork * fork.W[3][:, 0] / 4,"
            " backward(fork, a_fork, z_fork, [1.0])[2]",
        ),
        (r"$a^{[2]} = (#, #)$, $z^{[3]} = (#, #)$ and $a^{[3]} = (#, #)$;", "a[2], z[3], a[3]"),
        (r"both slopes are $\sigma'(0) = #$, and $-(y - a^{[3]}) = -(#, #) = (#, #)$", "dsigma(0), y - a[3], dC_da"),
        (
            r"\delta^{[3]} = (# \\ #) \circ (# - 1 \\ # - 0) = (# \\ #)",
            "da_dz, a[3], delta3",
        ),
        (r"with $\sigma'(z^{[2]}) = (#, #)$", "dsigma(z[2])"),
        (
            r"(# \cdot # & # \cdot # \\ # \cdot # & # \cdot #)",
            "[(W[3][k, j], dsigma(z[2][j])) for k in range(2) for j in range(2)]",
        ),
        ("\n" r"= (# & # \\ # & #)$$", "rates"),
        (
            r"\delta_1^{[2]} = \bigl(#\bigr) \cdot # \cdot # + # \cdot (#) \cdot # =",
            "[(delta3[k], W[3][k, 0], dsigma(z[2][0])) for k in range(2)]",
        ),
        (
            r"= # \Bigl( # \cdot \bigl(#\bigr) + (#) \cdot # \Bigr) = # \cdot \bigl(#\bigr) = # .",
            "dsigma(z[2][0]), np.column_stack([W[3][:, 0], delta3]), dsigma(z[2][0]), (W[3].T @ delta3)[0], delta2[0]",
        ),
        (
            r"\delta^{[2]} = (# \\ #) \circ \left( (# & # \\ # & #)"
            r" (# \\ #) \right) = (# \\ #) \circ (# \\ #)"
            r" = (# \\ #)",
            "dsigma(z[2]), W[3].T, delta3, dsigma(z[2]), W[3].T @ delta3, delta2",
        ),
        ("The second is $(#, #)$", "without_transpose"),
        ("it has: $(#, #)$ was measured above", "delta2"),
        (
            r"the left side is $\bigl\langle (#, #), (#, #) \bigr\rangle = #$,"
            r" and the right side $\bigl\langle (#, #), (#, #) \bigr\rangle = #$",
            "delta3, W[3] @ u, delta3 @ W[3] @ u, W[3].T @ delta3, u, W[3].T @ delta3 @ u",
        ),
        (r"Read it off $(W^{[3]})^T \delta^{[3]} = (#, #)$", "W[3].T @ delta3"),
        (
            r"J = (# & # \\ # & #), \qquad J^T \delta^{[3]} = (# & # \\ # & #)"
            r" (# \\ #) = (# \\ #)",
            "J, J.T, delta3, J.T @ delta3",
        ),
        ("with #, #, #, # and # neurons", "lecture_net.sizes"),
        ("| $l = 4$ | # | | # | | # × # | # |", "2 * delta_lecture[4].shape, lecture_net.W[5].T.shape, delta_lecture[5].shape"),
        ("| $l = 3$ | # | | # | | # × # | # |", "2 * delta_lecture[3].shape, lecture_net.W[4].T.shape, delta_lecture[4].shape"),
        ("| $l = 2$ | # | | # | | # × # | # |", "2 * delta_lecture[2].shape, lecture_net.W[3].T.shape, delta_lecture[3].shape"),
        ("In the example that makes $(#, #)$ of $(#, #)$", "W[3].T @ (dsigma(z[2]) * delta3), delta2"),
    ],
    "04b_gradient": [
        (r" a^{[2]} = (# \\ #)", "a[2]"),
        (r"z^{[3]} = (# \\ #)", "z[3]"),
        (r" a^{[3]} = (# \\ #)", "a[3]"),
        (r"\quad \delta^{[3]} = (# \\ #)", "delta[3]"),
        (r"\quad \delta^{[2]} = (# \\ #)", "delta[2]"),
        (r"\delta^{[2]} = (#, #)$", "slopes.b[2]"),
        (r"\delta^{[3]} = (#, #)$", "slopes.b[3]"),
        (r"$\delta_1^{[2]} a_2^{[1]} = # \cdot # = #$", "delta[2][0], a[1][1], slopes['w12[2]']"),
        (r"moves by $a_2^{[1]} = #$", "a[1][1]"),
        (
            r"\frac{\partial C}{\partial W^{[2]}} = (# \\ #) (# & #) = (# & # \\ # & #)",
            "delta[2], a[1], slopes.W[2]",
        ),
        (
            r"\frac{\partial C}{\partial W^{[3]}} = (# \\ #) (# & #) = (# & # \\ # & #)",
            "delta[3], a[2], slopes.W[3]",
        ),
        ("with #, #, #, # and # neurons", "lecture_net.sizes"),
        ("| $l = 2$ | # × # | | # × 1 | 1 × # |", "theirs.W[2].shape, theirs.W[2].shape"),
        ("| $l = 3$ | # × # | | # × 1 | 1 × # |", "theirs.W[3].shape, theirs.W[3].shape"),
        ("| $l = 4$ | # × # | | # × 1 | 1 × # |", "theirs.W[4].shape, theirs.W[4].shape"),
        ("| $l = 5$ | # × # | | # × 1 | 1 × # |", "theirs.W[5].shape, theirs.W[5].shape"),
        (r"with $\sigma(0) = #$ and $\sigma(\ln 3) = #$", "net.sigma[2](np.array([0.0, np.log(3)]))"),
        (
            r"z^{[3]} = (# + # - # \\ # + # - #) = (# \\ #)",
            "np.column_stack([W[3] * a[2], -b[3]]), z[3]",
        ),
        (
            r"C = # \bigl( (1 - #)^2 + (0 - #)^2 \bigr) = # \bigl( # + # \bigr) = # .",
            "0.5, a[3], 0.5, (y - a[3]) ** 2, cost(net, x, y)",
        ),
        (
            r"with $\sigma'(0) = #$ and $\sigma'(\ln 3) = # \cdot # = #$",
            "net.dsigma[2](0.0), a[2][1], 1 - a[2][1], net.dsigma[2](np.log(3))",
        ),
        (
            r"\delta^{[3]} = (# \\ #) \circ (# \\ #) = (# \\ #)",
            "net.dsigma[3](z[3]), a[3] - y, delta[3]",
        ),
        (
            r"\delta^{[3]} = (# & # \\ # & #) (# \\ #) = (# \\ #)",
            "W[3].T, delta[3], W[3].T @ delta[3]",
        ),
        (
            r"\delta^{[2]} = (# \\ #) \circ (# \\ #) = (# \\ #)",
            "dsigma2, W[3].T @ delta[3], delta[2]",
        ),
        ("The right one is $(#, #)$, in decimals $(#, #)$", "delta[2], delta[2]"),
        ("| A | $#$ | $#$ | #, # |", "2 * [dsigma2 * (W[3] @ delta[3])]"),
        ("| B | $#$ | $#$ | #, # |", "2 * [dsigma2 * W[3].T @ delta[3]]"),
        ("| C | $#$ | $#$ | #, # |", "2 * [W[3].T @ delta[3]]"),
        ("is the number inside the brackets, $(#, #)$", "W[3].T @ delta[3]"),
        (
            r"\text{transpose:}\quad (# \\ #) \circ \left( (# & # \\ # & #)"
            r" (# \\ #) \right) = (# \\ #) \circ (# \\ #)"
            r" = (# \\ #)",
            "dsigma2, W[3], delta[3], dsigma2, W[3] @ delta[3], dsigma2 * (W[3] @ delta[3])",
        ),
        (
            r"\text{brackets:}\quad (# & # \\ # & #) \left( (# \\ #) \circ"
            r" (# \\ #) \right) = (# & # \\ # & #) (# \\ #)"
            r" = (# \\ #)",
            "W[3].T, dsigma2, delta[3], W[3].T, dsigma2 * delta[3], W[3].T @ (dsigma2 * delta[3])",
        ),
    ],
    "05_perturbing_one_weight": [
        (
            r"$\delta_4^{[3]} = #$ and $a_3^{[2]} = #$, so $\dfrac{\partial C}{\partial w_{43}^{[3]}} = # \cdot # = #$",
            "delta[3][3], a[2][2], delta[3][3], a[2][2], gradient(net, x, y)['w43[3]']",
        ),
        ("Here is a push of # on its way", "small.change"),
        (r"With today's numbers: $# \times # = #$", "delta[3][3], 1, gradient(net, x, y)['b4[3]']"),
    ],
    "06_matrix_view": [
        (
            r"the slopes are $\sigma'(z^{[2]}) = (#, #)$ and $\delta^{[3]} = (#, #)$",
            "example.dsigma[2](z_example[2]), delta_example[3]",
        ),
        (
            r"\delta^{[2]} = (# & # \\ # & #) (# & # \\ # & #) (# \\ #)"
            r" = (# & # \\ # & #) (# \\ #) = (# \\ #)",
            "*diagonals(example, z_example)[2], example.W[3].T, delta_example[3],"
            " *diagonals(example, z_example)[2], example.W[3].T @ delta_example[3], delta_example[2]",
        ),
        (
            r"\delta^{[2]} = (# & # \\ # & #) (# & # \\ # & #)"
            r" (# & # \\ # & #) (# \\ #) .",
            "diagonals(example, z_example)[2], example.W[3].T, diagonals(example, z_example)[3], a_example[3] - [1, 0]",
        ),
        (
            "| from the right | # · # · # | # · # · # | # · # · # | # |",
            "[(*shape, 1) for shape in shapes[2::-1]], from_the_right(shapes)",
        ),
        (
            "| from the left | # · # · # | # · # · # | # · # · # | # |",
            "shapes[0], 5, 3, shapes[2], 3, shapes[3], from_the_left(shapes)",
        ),
        (
            r"\frac{\partial C}{\partial W^{[3]}} = (# \\ #) (# & #) = (# & # \\ # & #)",
            "delta_example[3], a_example[2], gradient(example, [1, 2], [1, 0]).W[3]",
        ),
        (r"\frac{\partial C}{\partial b^{[3]}} = (# \\ #)", "gradient(example, [1, 2], [1, 0]).b[3]"),
        ("network, sizes #, #, #, #, #, need room", "net.sizes"),
        ("that is *at most* $(2 + 1)/2 = #$", "(lambda ahead, back, outer, _: (ahead + outer) / ahead)(*price(5 * (100,)))"),
        ("the ratio is at most $(2 + 2)/2 = #$", "(lambda ahead, back, _, added: (ahead + added) / ahead)(*price(5 * (100,)))"),
        (
            "close to # for one point, and what for it to be close to #?",
            "[(back + outer) / ahead for ahead, back, outer, _ in (price((10**6, 10, 10)), price(1000 * (10,)))]",
        ),
    ],
    "07a_training": [
        (
            r"$$1 \;\to\; 1 - # \cdot 1 = # \;\to\; # - # \cdot (#) = # \;\to\; \dots$$",
            "1.8, walk(1.8, 1)[1], walk(1.8, 1)[1], 1.8, walk(1.8, 1)[1:3]",
        ),
        ("the network has sizes #, #, #, #, which makes # parameters", "net.sizes, net.p.size"),
        ("| shape | # | | # | | 1 | # |", "3 * [net.p.size]"),
        ("Cost stays at $#$, on a **plateau**", "round(cost(early, X, Y), 3)"),
        ("costs exactly $#$ for each of them", "0.5 * np.sum((0.5 - Y) ** 2, axis=0)[0]"),
        (
            r"w_{11}^{[4]} \;\to\; # - # \cdot (#) = # .",
            "w, eta, dC_dw, stepped['w11[4]']",
        ),
        ("| shape | # terms | # | | # |", "N, net.p.size, net.p.size"),
        (
            r"$\delta_1^{[4]} = #$ and $a_1^{[3]} = #$, so $w_{11}^{[4]}$ loses $# \cdot (#) \cdot # = #$",
            "in_time[4][0], a_one[3][0], eta, in_time[4][0], a_one[3][0], eta * dC_dw",
        ),
        ("which costs $#$ each time", "0.5 * np.sum((1 - Y[:, 0]) ** 2)"),
    ],
    "07b_million_steps": [
        ("begin as $#$ times normal random numbers", "Network.__init__.__kwdefaults__['scale']"),
        ("| shape | # | | # | | 1 | # |", "3 * [Network((2, 2, 3, 2)).p.size]"),
        ("| shape | 1 | | # terms | 1 | 2 |", "lecture_data()[0].shape[1]"),
        ("The sum is $2N = #$ times the mean", "2 * lecture_data()[0].shape[1]"),
        ("With all # parameters free", "Network((2, 2, 3, 2)).p.size"),
    ],
    "08_gradient_checking": [
        (
            "$h = #$ that is $(# - #) / # = #$, where backpropagation says $#$",
            "0.01, cost_with('w43[3]', 0.01), cost(net, x, y), 0.01, forward_slope('w43[3]', 0.01), truth['w43[3]']",
        ),
        ("keeps # digits of $C$", "-np.log10(eps)"),
        (r"with $\text{eps} = #$", "eps"),
        (r"$h \approx \sqrt{\text{eps}} \approx #$", "np.sqrt(eps)"),
        (r"$h \approx \text{eps}^{1/3} \approx #$", "eps ** (1 / 3)"),
        ("At $h = #$ and below, the forward quotient is exactly 0", "next(h for h in 10.0 ** -np.arange(20) if w43 + h == w43)"),
        ("| shape | # | | # | # |", "3 * [net.p.size]"),
        ("| forward | $#$ | $#$ |", "LIMITS['forward'][::-1]"),
        ("| central | $#$ | $#$ |", "LIMITS['central'][::-1]"),
        ("| complex | $#$ | $#$ |", "LIMITS['complex'][::-1]"),
        (r"since $\sigma' \le #$", "net.dsigma[3](0.0)"),
        ("so that $z_1^{[2]} = #$, close to the kink", "forward(kinked, x2)[1][2][0]"),
        ("digits, #-#-#, has # parameters", "sizes, count"),
    ],
}

NO_RESULTS = {
    "the factor of a formula": [
        r"\tfrac12 \bigl\lVert",
        r"\tfrac12 \sum",
        r"\frac{1}{2} \lVert",
        r"\frac12 \lVert",
        r"$\tfrac12$ | $\lVert$",
        r"$\tfrac12$ sum over",
        r"\tfrac12 (y_j - a_j)^2",
        r"a factor $\tfrac12$",
        r"\tfrac12 (t - c)^2",
        r"C = \tfrac12 a^2",
        r"\tfrac12 \lambda p^2",
        r"\tfrac12 C''\,\Delta w^2",
        r"\tfrac12 h^2\, C''",
        r"\tfrac12 h\, C''",
        r"\tfrac12 \lvert C'' \rvert",
        r"\tfrac16 h^3\, C'''",
        r"\tfrac16 h^2\, C'''",
        r"\tfrac16 \lvert C''' \rvert",
    ],
    "a question puts it": [
        "Change `eta` to 2, then 10, then 100",
        "reads 100 letters is used 100 times",
        r"gives $\sigma(z) = \tfrac{9}{10}$, and which gives $\tfrac{1}{10}$",
        "answer this point with $(0.6, 0.4)$ and $(0.9, 0.7)$",
        "bring Cost below 0.24?",
        "A sigmoid cannot answer 17",
        r"answers every point with $(\tfrac12, \tfrac12)$",
        "a layer of 1000 neurons",
        "then put 1000 in",
        "And for 1000 points at once?",
        "if each layer has 100 neurons?",
        "put them in for 0.2.",
        "Check it for 0.01 and for 1.",
        "in place of 0.05.",
        "Between 1 and 100 there are rates",
        r"with $\eta = 20$ the cost was",
        "Try 5 and 20.",
        "from 1 to 4 and to 10",
        "has a Cost below 0.05",
        r"Begin with $\eta = 20$; then try 200",
        "the first 30 steps",
        "as soon as Cost is below 0.001",
        r"$10^{-9}$, $-10^{-9}$ or $0$",
    ],
    "a setting, which the code takes as it is": [
        r"is the residual below $10^{-12}$?",
        "a batch of 64",
        r"$n \times 64$",
        r"$\eta = 1.8$",
        "after 100 steps",
        r"$\eta = 100$",
        "6000 steps",
        "stays 6000",
        "There were 6000; gradient descent spends as many in 600 steps",
        "After 2500 steps",
        "takes 3000 steps twice",
        r"moved by $10^{-12}$",
        "a learning rate of 0.05, and $10^6$ steps",
        r"10^{-3} \cdot \text{largest of the layer}",
        "of 40 random networks",
    ],
    "tried once, in hours": ["seeds 0 to 499"],
}
