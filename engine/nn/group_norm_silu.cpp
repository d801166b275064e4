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
#include "engine/nn/cpu/norm_kernels.h"

namespace everyword {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows that are summed in float32 before they go into a double, and the piece of work of a thread.
constexpr std::int64_t kBlock = 256;

/// Pictures as rows of channels, in blocks. All sums are taken in the order of the blocks, whatever
/// the threads do.
struct Rows {
  Rows(const at::Tensor &x, std::int64_t groupCount)
      : pictures(x.size(0)),
        channels(x.size(1)),
        rows(x.size(2) * x.size(3)),
        groups(groupCount),
        width(channels / groupCount),
        blocks((rows + kBlock - 1) / kBlock) {}

  const std::int64_t pictures, channels, rows, groups;
  const std::int64_t width;   ///< channels of a group
  const std::int64_t blocks;  ///< of a picture

  std::int64_t lengthOf(std::int64_t block) const {
    return std::min(kBlock, rows - block * kBlock);
  }
  double valuesOfGroup() const { return static_cast<double>(rows * width); }

  /// A thread that has a picture to itself finds it in its cache when it comes to its second pass;
  /// few pictures share the threads block by block instead.
  template <typename Use>
  void forEachPicture(Use use) const {
    if (pictures >= at::get_num_threads()) {
      each(pictures, use);
    } else {
      for (std::int64_t picture = 0; picture < pictures; ++picture) {
        use(picture);
      }
    }
  }

  /// use(block, where it begins in the picture's numbers, its rows). In this thread alone when the
  /// pictures are in several.
  template <typename Use>
  void forEachBlock(Use use) const {
    each(blocks,
         [&](std::int64_t block) { use(block, block * kBlock * channels, lengthOf(block)); });
  }

 private:
  template <typename Use>
  static void each(std::int64_t count, Use use) {
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        use(i);
      }
    });
  }
};

/// What the norm makes of a picture's channels: [channels] each.
struct Channels {
  float *mean, *inverse;  ///< of the channel's group; inverse: 1 / deviation
  float *scale, *shift;   ///< the norm is x * scale + shift
};

void momentsOf(const float *x, const Rows &rows, double epsilon, const Channels &to) {
  const std::int64_t channels = rows.channels;
  std::vector<float> means(static_cast<std::size_t>(rows.blocks * channels)), squares(means);
  rows.forEachBlock([&](std::int64_t block, std::int64_t at, std::int64_t length) {
    norm_kernels::moments(x + at, length, channels, means.data() + block * channels,
                          squares.data() + block * channels);
  });
  for (std::int64_t first = 0; first < channels; first += rows.width) {
    const auto forEachPart = [&](auto use) {
      for (std::int64_t block = 0; block < rows.blocks; ++block) {
        for (std::int64_t c = first; c < first + rows.width; ++c) {
          use(static_cast<std::size_t>(block * channels + c),
              static_cast<double>(rows.lengthOf(block)));
        }
      }
    };
    double sum = 0, square = 0;
    forEachPart([&](std::size_t i, double length) { sum += means[i] * length; });
    const double mean = sum / rows.valuesOfGroup();
    forEachPart([&](std::size_t i, double length) {
      square += squares[i] + length * (means[i] - mean) * (means[i] - mean);
    });
    const double inverse = 1 / std::sqrt(square / rows.valuesOfGroup() + epsilon);
    std::fill_n(to.mean + first, rows.width, static_cast<float>(mean));
    std::fill_n(to.inverse + first, rows.width, static_cast<float>(inverse));
  }
}

/// dx = inverse * (g w - mean(g w) - normal * mean(g w normal)), means over a group, is g * scale +
/// x
/// * b + c. `sums` of g and `products` of g * normal of each block's channels.
void slopesOf(const Rows &rows, const float *sums, const float *products, const float *weight,
              const Channels &of, float *b, float *c) {
  for (std::int64_t first = 0; first < rows.channels; first += rows.width) {
    double sum = 0, product = 0;
    for (std::int64_t block = 0; block < rows.blocks; ++block) {
      for (std::int64_t i = first; i < first + rows.width; ++i) {
        sum += static_cast<double>(sums[block * rows.channels + i]) * weight[i];
        product += static_cast<double>(products[block * rows.channels + i]) * weight[i];
      }
    }
    const double count = rows.valuesOfGroup(), inverse = of.inverse[first];
    const double slope = product / count * inverse * inverse;
    std::fill_n(b + first, rows.width, static_cast<float>(-slope));
    std::fill_n(c + first, rows.width,
                static_cast<float>(slope * of.mean[first] - sum / count * inverse));
  }
}

/// The four rows of `table` [B, 4, C] that belong to a picture.
Channels channelsOf(at::Tensor &table, std::int64_t picture) {
  const std::int64_t channels = table.size(2);
  float *first = table.data_ptr<float>() + picture * 4 * channels;
  return {first, first + channels, first + 2 * channels, first + 3 * channels};
}

const float *numbersOf(const at::Tensor &t, std::int64_t offset) {
  return t.defined() ? t.const_data_ptr<float>() + offset : nullptr;
}

struct Fused : torch::autograd::Function<Fused> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x,
                            const std::optional<at::Tensor> &added, const at::Tensor &weight,
                            const at::Tensor &bias, std::int64_t groups, double epsilon) {
    const at::Tensor residual = added.value_or(at::Tensor());
    const Rows rows(x, groups);
    at::Tensor y = at::empty_like(x), table = at::empty({rows.pictures, 4, rows.channels});
    const float *weights = weight.const_data_ptr<float>(), *biases = bias.const_data_ptr<float>();
    rows.forEachPicture([&](std::int64_t picture) {
      const std::int64_t start = picture * rows.rows * rows.channels;
      const Channels of = channelsOf(table, picture);
      momentsOf(numbersOf(x, start), rows, epsilon, of);
      for (std::int64_t c = 0; c < rows.channels; ++c) {
        of.scale[c] = of.inverse[c] * weights[c];
        of.shift[c] = biases[c] - of.mean[c] * of.scale[c];
      }
      rows.forEachBlock([&](std::int64_t, std::int64_t at, std::int64_t length) {
        norm_kernels::scaleSilu(numbersOf(x, start + at), numbersOf(residual, start + at), length,
                                rows.channels, of.scale, of.shift,
                                y.data_ptr<float>() + start + at);
      });
    });
    context->save_for_backward({x, residual, weight, table});
    context->saved_data["groups"] = groups;
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    if (gradients[0].requires_grad() && at::GradMode::is_enabled()) {
      throw Error("the fused norm has no second derivative");
    }
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &residual = saved[1], &weight = saved[2];
    at::Tensor table = saved[3];
    const Rows rows(x, context->saved_data["groups"].toInt());
    const at::Tensor above = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor before = at::empty_like(x);  // the gradient between norm and silu
    at::Tensor atInput = residual.defined() ? at::empty_like(x) : before;
    rows.forEachPicture([&](std::int64_t picture) {
      const std::int64_t start = picture * rows.rows * rows.channels;
      const auto channels = static_cast<std::size_t>(rows.channels);
      const auto parts = channels * static_cast<std::size_t>(rows.blocks);
      std::vector<float> sums(parts), products(parts), b(channels), c(channels);
      const Channels of = channelsOf(table, picture);
      rows.forEachBlock([&](std::int64_t block, std::int64_t at, std::int64_t length) {
        norm_kernels::siluGradient(
            numbersOf(above, start + at), numbersOf(x, start + at), numbersOf(residual, start + at),
            length, rows.channels, of.scale, of.shift, of.mean, of.inverse,
            before.data_ptr<float>() + start + at, sums.data() + block * rows.channels,
            products.data() + block * rows.channels);
      });
      slopesOf(rows, sums.data(), products.data(), numbersOf(weight, 0), of, b.data(), c.data());
      rows.forEachBlock([&](std::int64_t, std::int64_t at, std::int64_t length) {
        norm_kernels::combine(numbersOf(before, start + at), numbersOf(x, start + at), length,
                              rows.channels, of.scale, b.data(), c.data(),
                              atInput.data_ptr<float>() + start + at);
      });
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
