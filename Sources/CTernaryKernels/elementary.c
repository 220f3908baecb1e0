// Elementary functions in double, and the rotary table made of them. They exist so that no result depends on the
// machine's libm. Algorithms and coefficients: fdlibm (Sun Microsystems, 1993: e_log.c, e_exp.c, k_sin.c, k_cos.c).
#include "internal.h"

#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double tk_log(double x) {
    if (x != x || x < 0) return __builtin_nan("");
    if (x == 0) return -__builtin_inf();
    if (x == __builtin_inf()) return x;
    int32_t k = 0;
    if (x < 2.2250738585072014e-308) {  // denormal
        x *= 18014398509481984.0;       // 2^54
        k = -54;
    }
    uint64_t bits = bits_of(x);
    k += (int32_t)(bits >> 52) - 1023;
    bits = (bits & 0x000FFFFFFFFFFFFFull) | 0x3FF0000000000000ull;
    double m = double_of(bits);  // [1, 2)
    if (m > 1.4142135623730951) {
        m *= 0.5;
        k += 1;
    }
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double odd = z * (6.666666666666735130e-01 +
                            w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double half_square = 0.5 * f * f;
    const double r = even + odd;
    return k * LN2_HIGH - ((half_square - (s * (half_square + r) + k * LN2_LOW)) - f);
}

double tk_exp(double x) {
    if (x != x) return x;
    if (x > 709.782712893383973096) return __builtin_inf();
    if (x < -708.0) return 0;
    const double rounder = 6755399441055744.0;  // 1.5 * 2^52
    const double n = (x * 1.44269504088896338700 + rounder) - rounder;
    const double high = x - n * LN2_HIGH;
    const double low = n * LN2_LOW;
    const double r = high - low;
    const double t = r * r;
    const double c = r - t * (1.66666666666666019037e-01 +
                              t * (-2.77777777770155933842e-03 +
                                   t * (6.61375632143793436117e-05 +
                                        t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    const double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    const int64_t exponent = (int64_t)n;
    if (exponent == 1024) return y * 2.0 * 8.98846567431157953865e+307;  // 2^1023
    return double_of(bits_of(y) + ((uint64_t)exponent << 52));
}

// x = quadrant * pi / 2 + rest, |rest| <= pi / 4; pi / 2 in two parts, the first of 33 bits, so that its product with
// a quadrant of less than 2^20 is exact.
static int32_t reduce(double x, double *rest, double *tail) {
    const double rounder = 6755399441055744.0;
    const double n = (x * 6.36619772367581382433e-01 + rounder) - rounder;
    const double r = x - n * 1.57079632673412561417e+00;
    const double w = n * 6.07710050650619224932e-11;
    *rest = r - w;
    *tail = (r - *rest) - w;
    return (int32_t)((int64_t)n & 3);
}

static double sine(double x, double tail) {
    const double z = x * x;
    const double v = z * x;
    const double r = 8.33333333332248946124e-03 +
                     z * (-1.98412698298579493134e-04 +
                          z * (2.75573137070700676789e-06 +
                               z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
    return x - ((z * (0.5 * tail - v * r) - tail) - v * -1.66666666666666324348e-01);
}

static double cosine(double x, double tail) {
    const double z = x * x;
    const double r = z * (4.16666666666666019037e-02 +
                          z * (-1.38888888888741095749e-03 +
                               z * (2.48015872894767294178e-05 +
                                    z * (-2.75573143513906633035e-07 +
                                         z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    const double half = 0.5 * z;
    const double w = 1.0 - half;
    return w + (((1.0 - w) - half) + (z * r - x * tail));
}

double tk_sin(double x) {
    double rest, tail;
    switch (reduce(x, &rest, &tail)) {
        case 0: return sine(rest, tail);
        case 1: return cosine(rest, tail);
        case 2: return -sine(rest, tail);
        default: return -cosine(rest, tail);
    }
}

double tk_cos(double x) {
    double rest, tail;
    switch (reduce(x, &rest, &tail)) {
        case 0: return cosine(rest, tail);
        case 1: return -sine(rest, tail);
        case 2: return -cosine(rest, tail);
        default: return sine(rest, tail);
    }
}

// The reference computes 1 / theta^(2i / head_dim) with a float32 exponent, a float32 power and a float32 division.
void tk_rope_frequencies(float theta, int32_t head_dim, float *frequencies) {
    const double log_theta = tk_log((double)theta);
    for (int32_t i = 0; i < head_dim / 2; i++) {
        const float exponent = (float)(2 * i) / (float)head_dim;
        const float power = (float)tk_exp((double)exponent * log_theta);
        frequencies[i] = 1.0f / power;
    }
}

void tk_rope_table(const float *frequencies, int32_t head_dim, int32_t first, int32_t positions, float *cosines,
                   float *sines) {
    const int32_t half = head_dim / 2;
    for (int32_t p = 0; p < positions; p++) {
        for (int32_t i = 0; i < half; i++) {
            const float angle = (float)(first + p) * frequencies[i];
            const size_t at = (size_t)p * (size_t)half + (size_t)i;
            cosines[at] = (float)tk_cos((double)angle);
            sines[at] = (float)tk_sin((double)angle);
        }
    }
}
