/* Stochastic gradient descent on a sigmoid network with the quadratic cost: what the library's compiled loop is measured
   against. The sizes are constants, so that the compiler knows all there is to know: cc -O3 -march=native -DSIZES=2,2,3,2 */

#include <math.h>

static const int n[] = {SIZES};
enum { L = sizeof n / sizeof *n, WIDEST = 1024 };

static double a[L][WIDEST], delta[L][WIDEST];

/* p: for each layer W row by row, then b. points, targets: a row for each data point. ks: the point of each step. */
void sgd(double *p, const double *points, const double *targets, const long long *ks, long long n_iter, double eta)
{
    for (long long counter = 0; counter < n_iter; counter++) {
        const double *x = points + ks[counter] * n[0], *y = targets + ks[counter] * n[L - 1];
        double *W[L], *b[L], *next = p;
        for (int k = 0; k < n[0]; k++)
            a[0][k] = x[k];
        for (int l = 1; l < L; l++) {
            W[l] = next;
            b[l] = W[l] + n[l] * n[l - 1];
            next = b[l] + n[l];
            for (int j = 0; j < n[l]; j++) {
                double z = b[l][j];
                for (int k = 0; k < n[l - 1]; k++)
                    z += W[l][j * n[l - 1] + k] * a[l - 1][k];
                a[l][j] = 1 / (1 + exp(-z));
            }
        }
        for (int j = 0; j < n[L - 1]; j++)
            delta[L - 1][j] = a[L - 1][j] * (1 - a[L - 1][j]) * (a[L - 1][j] - y[j]);
        for (int l = L - 2; l > 0; l--)
            for (int j = 0; j < n[l]; j++) {
                double sum = 0;
                for (int k = 0; k < n[l + 1]; k++)
                    sum += W[l + 1][k * n[l] + j] * delta[l + 1][k];
                delta[l][j] = a[l][j] * (1 - a[l][j]) * sum;
            }
        for (int l = 1; l < L; l++)
            for (int j = 0; j < n[l]; j++) {
                for (int k = 0; k < n[l - 1]; k++)
                    W[l][j * n[l - 1] + k] -= eta * delta[l][j] * a[l - 1][k];
                b[l][j] -= eta * delta[l][j];
            }
    }
}
