% The lecture's training loop, as printed, with the lines for delta that the print leaves out; indices count from 1.
% octave sgd.m FOLDER reads start.txt (p), X.txt, Y.txt, k.txt (points drawn) and run.txt (eta, steps from one cost to the
% next, sizes) from the folder, and writes costs.txt: Cost (9) at the start and after each so many steps.

1;

function c = Cost(W, b, X, Y)
  L = numel(W);
  N = columns(X);
  c = 0;
  for i = 1:N
    a = X(:, i);
    for l = 2:L
      a = 1 ./ (1 + exp(-(W{l} * a + b{l})));
    end
    c = c + norm(Y(:, i) - a)^2 / 2 / N;
  end
end

folder = argv(){1};
p = load(fullfile(folder, "start.txt"));
X = load(fullfile(folder, "X.txt"));
Y = load(fullfile(folder, "Y.txt"));
drawn = load(fullfile(folder, "k.txt"));
run = load(fullfile(folder, "run.txt"));
eta = run(1);
record_every = run(2);
n = run(3:end);
L = numel(n);

for l = 2:L                                     % p holds, layer by layer, W row by row, then b
  W{l} = reshape(p(1:n(l) * n(l-1)), n(l-1), n(l))';
  p = p(n(l) * n(l-1) + 1:end);
  b{l} = p(1:n(l));
  p = p(n(l) + 1:end);
end

costs = Cost(W, b, X, Y);
for counter = 1:numel(drawn)
  k = drawn(counter);
  a{1} = X(:, k);
  for l = 2:L
    z{l} = W{l} * a{l-1} + b{l};
    a{l} = 1 ./ (1 + exp(-z{l}));
    D{l} = diag(a{l} .* (1 - a{l}));
  end
  delta{L} = D{L} * (a{L} - Y(:, k));
  for l = L-1:-1:2
    delta{l} = D{l} * W{l+1}' * delta{l+1};
  end
  for l = L:-1:2
    W{l} = W{l} - eta * delta{l} * a{l-1}';
    b{l} = b{l} - eta * delta{l};
  end
  if mod(counter, record_every) == 0
    costs(end+1) = Cost(W, b, X, Y);
  end
end

file = fopen(fullfile(folder, "costs.txt"), "w");
fprintf(file, "%.17g\n", costs);
fclose(file);
