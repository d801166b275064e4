#include "engine/nn/group_norm_silu.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/api/errors.h"
#include "engine/nn/norm_kernels.h"

namespace everyword {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows that are summed in float32 before they go into a double, and the piece of work of a thread.
constexpr std::int64_t kBlock = 256;

/// One picture as rows of channels, in blocks; the order of all sums is that of the blocks,
/// whatever the threads do.
class Rows {
 public:
  Rows(const at::Tensor &x, std::int64_t groupCount)
      : pictures(x.size(0)),
        channels(x.size(1)),
        rows(x.size(2) * x.size(3)),
        groups(groupCount),
        blocks_((rows + kBlock - 1) / kBlock) {}

  const std::int64_t pictures, channels, rows, groups;

  std::int64_t blocks() const { return pictures * blocks_; }
  std::int64_t pictureOf(std::int64_t block) const { return block / blocks_; }
  std::int64_t lengthOf(std::int64_t block) const {
    return std::min(kBlock, rows - block % blocks_ * kBlock);
  }
  /// Where a block begins in a picture's numbers.
  std::int64_t offsetOf(std::int64_t block) const {
    return (pictureOf(block) * rows + block % blocks_ * kBlock) * channels;
  }

  template <typename Use>
  void forEachBlock(Use use) const {
    at::parallel_for(0, blocks(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t block = begin; block < end; ++block) {
        use(block);
      }
    });
  }

 private:
  std::int64_t blocks_;
};

/// Mean and 1 / deviation of each picture's groups, once for each channel: [B, C] each.
struct Moments {
  at::Tensor mean, inverse;
};

Moments momentsOf(const at::Tensor &x, const Rows &rows, double epsilon) {
  const std::int64_t channels = rows.channels, width = channels / rows.groups;
  std::vector<float> means(static_cast<std::size_t>(rows.blocks() * channels)), squares(means);
  const float *values = x.const_data_ptr<float>();
  rows.forEachBlock([&](std::int64_t block) {
    norm_kernels::moments(values + rows.offsetOf(block), rows.lengthOf(block), channels,
                          means.data() + block * channels, squares.data() + block * channels);
  });
  Moments moments{at::empty({rows.pictures, channels}), at::empty({rows.pictures, channels})};
  float *mean = moments.mean.data_ptr<float>(), *inverse = moments.inverse.data_ptr<float>();
  const std::int64_t perPicture = rows.blocks() / rows.pictures;
  const double count = static_cast<double>(rows.rows * width);
  for (std::int64_t cell = 0; cell < rows.pictures * rows.groups; ++cell) {
    const std::int64_t picture = cell / rows.groups, group = cell % rows.groups;
    const auto forEachPart = [&](auto use) {
      for (std::int64_t block = picture * perPicture; block < (picture + 1) * perPicture; ++block) {
        for (std::int64_t c = group * width; c < (group + 1) * width; ++c) {
          use(static_cast<std::size_t>(block * channels + c),
              static_cast<double>(rows.lengthOf(block)));
        }
      }
    };
    double sum = 0, square = 0;
    forEachPart([&](std::size_t i, double length) { sum += means[i] * length; });
    const double middle = sum / count;
    forEachPart([&](std::size_t i, double length) {
      square += squares[i] + length * (means[i] - middle) * (means[i] - middle);
    });
    const std::int64_t first = picture * channels + group * width;
    std::fill_n(mean + first, width, static_cast<float>(middle));
    std::fill_n(inverse + first, width,
                static_cast<float>(1 / std::sqrt(square / count + epsilon)));
  }
  return moments;
}

/// The gradient at x is g * scale + x * b + c: b and c of each picture's channels.
struct Slopes {
  std::vector<float> b, c;
};

/// dx = inverse * (g w - mean(g w) - normal * mean(g w normal)), means over a group. `sums` of g
/// and `products` of g * normal of each block's channels.
Slopes slopesOf(const Rows &rows, const float *sums, const float *products, const float *weight,
                const float *mean, const float *inverse) {
  const std::int64_t channels = rows.channels, width = channels / rows.groups;
  const std::int64_t perPicture = rows.blocks() / rows.pictures;
  const auto all = static_cast<std::size_t>(rows.pictures * channels);
  Slopes slopes{std::vector<float>(all), std::vector<float>(all)};
  for (std::int64_t cell = 0; cell < rows.pictures * rows.groups; ++cell) {
    const std::int64_t picture = cell / rows.groups, first = cell % rows.groups * width;
    double sum = 0, product = 0;
    for (std::int64_t block = picture * perPicture; block < (picture + 1) * perPicture; ++block) {
      for (std::int64_t c = first; c < first + width; ++c) {
        sum += static_cast<double>(sums[block * channels + c]) * weight[c];
        product += static_cast<double>(products[block * channels + c]) * weight[c];
      }
    }
    const std::int64_t to = picture * channels + first;
    const double count = static_cast<double>(rows.rows * width), scale = inverse[to];
    const double slope = product / count * scale * scale;
    std::fill_n(slopes.b.data() + to, width, static_cast<float>(-slope));
    std::fill_n(slopes.c.data() + to, width,
                static_cast<float>(slope * mean[to] - sum / count * scale));
  }
  return slopes;
}

struct Fused : torch::autograd::Function<Fused> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x,
                            const std::optional<at::Tensor> &added, const at::Tensor &weight,
                            const at::Tensor &bias, std::int64_t groups, double epsilon) {
    const at::Tensor residual = added.value_or(at::Tensor());
    const Rows rows(x, groups);
    const Moments moments = momentsOf(x, rows, epsilon);
    const at::Tensor scale = (moments.inverse * weight).contiguous();
    const at::Tensor shift = (bias - moments.mean * scale).contiguous();
    at::Tensor y = at::empty_like(x);
    const float *from = x.const_data_ptr<float>();
    const float *more = residual.defined() ? residual.const_data_ptr<float>() : nullptr;
    const float *scales = scale.const_data_ptr<float>(), *shifts = shift.const_data_ptr<float>();
    float *to = y.data_ptr<float>();
    rows.forEachBlock([&](std::int64_t block) {
      const std::int64_t at = rows.offsetOf(block), of = rows.pictureOf(block) * rows.channels;
      norm_kernels::scaleSilu(from + at, more ? more + at : nullptr, rows.lengthOf(block),
                              rows.channels, scales + of, shifts + of, to + at);
    });
    context->save_for_backward({x, residual, weight, scale, shift, moments.mean, moments.inverse});
    context->saved_data["groups"] = groups;
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    if (gradients[0].requires_grad() && at::GradMode::is_enabled()) {
      throw Error("the fused norm has no second derivative");
    }
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &residual = saved[1], &weight = saved[2];
    const std::int64_t groups = context->saved_data["groups"].toInt();
    const Rows rows(x, groups);
    const at::Tensor above = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor before = at::empty_like(x);  // the gradient between norm and silu
    const at::Tensor sums = at::empty({rows.blocks(), rows.channels}), products = sums.clone();
    const auto pointer = [](const at::Tensor &t) { return t.const_data_ptr<float>(); };
    rows.forEachBlock([&](std::int64_t block) {
      const std::int64_t at = rows.offsetOf(block), of = rows.pictureOf(block) * rows.channels;
      const std::int64_t part = block * rows.channels;
      norm_kernels::siluGradient(pointer(above) + at, pointer(x) + at,
                                 residual.defined() ? pointer(residual) + at : nullptr,
                                 rows.lengthOf(block), rows.channels, pointer(saved[3]) + of,
                                 pointer(saved[4]) + of, pointer(saved[5]) + of,
                                 pointer(saved[6]) + of, before.data_ptr<float>() + at,
                                 sums.data_ptr<float>() + part, products.data_ptr<float>() + part);
    });
    const Slopes slopes = slopesOf(rows, pointer(sums), pointer(products), pointer(weight),
                                   pointer(saved[5]), pointer(saved[6]));
    at::Tensor atInput = residual.defined() ? at::empty_like(x) : before;
    rows.forEachBlock([&](std::int64_t block) {
      const std::int64_t at = rows.offsetOf(block), of = rows.pictureOf(block) * rows.channels;
      norm_kernels::combine(pointer(before) + at, pointer(x) + at, rows.lengthOf(block),
                            rows.channels, pointer(saved[3]) + of, slopes.b.data() + of,
                            slopes.c.data() + of, atInput.data_ptr<float>() + at);
    });
    return {atInput, residual.defined() ? before : at::Tensor(), {}, {}, {}, {}};
  }
};

bool isPlain(const at::Tensor &t) {
  return t.is_cpu() && t.scalar_type() == at::kFloat &&
         t.is_contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

at::Tensor groupNormSilu(const at::Tensor &x, std::int64_t groups, const at::Tensor &weight,
                         const at::Tensor &bias, double epsilon, const at::Tensor &residual) {
  if (x.numel() > 0 && isPlain(x) && (!residual.defined() || isPlain(residual))) {
    return Fused::apply(x, residual.defined() ? std::optional(residual) : std::nullopt, weight,
                        bias, groups, epsilon);
  }
  const at::Tensor normal = at::group_norm(x, groups, weight, bias, epsilon);
  return at::silu(residual.defined() ? normal + residual : normal);
}

}  // namespace everyword
