// The table of everything a user may set: one row a parameter. The guidance panel, the command
// line's flags, the JSON fields and the README's list all come from here.
#include "engine/api/param_spec.h"

namespace everyword {

namespace {

using Type = ParamSpec::Type;
using Group = ParamSpec::Group;

/// Reads and writes one member of a RunRequest, or of a struct in it, as a ParamValue.
template <auto... Path>
struct Access {
  static ParamValue get(const RunRequest &request) {
    const auto &value = (request.*....*Path);
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double> ||
                  std::is_same_v<Value, std::string>) {
      return value;
    } else if constexpr (std::is_enum_v<Value>) {
      return toString(value);
    } else {
      return static_cast<std::int64_t>(value);
    }
  }
  static void set(RunRequest &request, const ParamValue &value) {
    auto &member = (request.*....*Path);
    using Value = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double> ||
                  std::is_same_v<Value, std::string>) {
      member = std::get<Value>(value);
    } else if constexpr (std::is_enum_v<Value>) {
      for (int i = 0;; ++i) {  // setParam() has checked that the text is one of the choices
        if (toString(static_cast<Value>(i)) == std::get<std::string>(value)) {
          member = static_cast<Value>(i);
          return;
        }
      }
    } else {
      member = static_cast<Value>(std::get<std::int64_t>(value));
    }
  }
};

struct Texts {
  const char *name, *label, *unit, *help;
  const char *formerName = "";
};
struct Range {
  double minimum = 0, maximum = 0, step = 0;
};
struct Flags {
  bool advanced = false, live = false;
};

template <auto... Path>
ParamSpec row(Texts texts, Type type, Group group, Range range = {}, Flags flags = {},
              std::vector<std::string> choices = {}, std::vector<std::string> modes = {}) {
  ParamSpec spec;
  spec.name = texts.name;
  spec.formerName = texts.formerName;
  spec.label = texts.label;
  spec.unit = texts.unit;
  spec.help = texts.help;
  spec.type = type;
  spec.group = group;
  spec.advanced = flags.advanced;
  spec.live = flags.live;
  spec.minimum = range.minimum;
  spec.maximum = range.maximum;
  spec.step = range.step;
  spec.choices = std::move(choices);
  spec.modes = std::move(modes);
  spec.get = &Access<Path...>::get;
  spec.set = &Access<Path...>::set;
  spec.defaultValue = spec.get(RunRequest());
  return spec;
}

constexpr Flags kPlain = {};
constexpr Flags kLive = {false, true};
constexpr Flags kAdvanced = {true, false};
constexpr Flags kAdvancedLive = {true, true};

std::vector<ParamSpec> makeTable() {
  using R = RunRequest;
  constexpr double kMaxSeed = 9007199254740992.0;  // 2^53: exact in JSON and in the panel
  return {
      row<&R::objective, &Objective::method>(
          {"method", "Method", "",
           "Which loss guides the picture: relevance keeps every phrase in its box"},
          Type::Choice, Group::What, {}, kLive,
          {"relevance", "similarity", "masked", "similarity_masked"}),
      row<&R::objective, &Objective::promptWeight>(
          {"prompt_weight", "Prompt weight", "",
           "How much the prompt for the whole picture counts beside the boxes"},
          Type::Real, Group::What, {0, 10, 0.1}, kAdvancedLive),
      row<&R::objective, &Objective::phrasePrefix>(
          {"phrase_prefix", "Phrase prefix", "",
           "Put before the label of each box, for example 'a photo of a'"},
          Type::Text, Group::What, {}, kAdvanced),
      row<&R::objective, &Objective::allowUnknownWords>(
          {"allow_unknown_words", "Allow unknown words", "",
           "Run although the pack has never seen a word of the prompt"},
          Type::Bool, Group::What, {}, kAdvanced),

      row<&R::objective, &Objective::lambda>(
          {"lambda", "Lambda", "",
           "Strength of the overlap of relevance and box; a box gets lambda / sqrt(its "
           "share of the picture)"},
          Type::Real, Group::HowStrongly, {0, 3.5, 0.05}, kLive),
      row<&R::objective, &Objective::threshold>(
          {"threshold", "Threshold T", "",
           "Relevance above this share of its maximum counts as inside"},
          Type::Real, Group::HowStrongly, {0, 0.95, 0.05}, kAdvancedLive),
      row<&R::objective, &Objective::temperature>(
          {"temperature", "Temperature", "", "How sharply relevance is cut at the threshold"},
          Type::Real, Group::HowStrongly, {1, 100, 1}, kAdvancedLive),
      row<&R::schedule, &Schedule::learningRate>(
          {"learning_rate", "Learning rate", "", "Step of the optimiser in the latent"}, Type::Real,
          Group::HowStrongly, {0.001, 2, 0.01}, kAdvancedLive),
      row<&R::objective, &Objective::wordLambda>(
          {"word_lambda", "Word lambda", "",
           "Strength of the relevance of the words that must not be neglected"},
          Type::Real, Group::HowStrongly, {0, 3.5, 0.05}, kAdvancedLive),
      row<&R::objective, &Objective::neglectedBelow>(
          {"neglected_below", "Neglected below", "",
           "Only words whose relevance is below this share of the mean are pushed up; 0 pushes "
           "all"},
          Type::Real, Group::HowStrongly, {0, 1, 0.05}, kAdvancedLive),
      row<&R::objective, &Objective::smoothness>(
          {"smoothness", "Smoothness", "",
           "Weight of the total variation of the picture: higher is calmer"},
          Type::Real, Group::HowStrongly, {0, 10, 0.1}, kAdvancedLive),
      row<&R::objective, &Objective::latentDistance>(
          {"latent_distance", "Keep to the start", "",
           "Weight of the squared distance from the start in the latent: higher changes less"},
          Type::Real, Group::HowStrongly, {0, 10, 0.001}, kAdvancedLive),
      row<&R::objective, &Objective::identity>(
          {"identity", "Keep the identity", "",
           "Weight of the face's identity; needs an identity network"},
          Type::Real, Group::HowStrongly, {0, 10, 0.001}, kAdvancedLive),
      row<&R::objective, &Objective::protection>(
          {"protection", "Protection", "",
           "Weight of the change of the picture in the protected area"},
          Type::Real, Group::HowStrongly, {0, 1000, 1}, kAdvancedLive),

      row<&R::schedule, &Schedule::steps>(
          {"steps", "Steps", "", "How many steps the picture is optimised"}, Type::Int,
          Group::HowLong, {1, 5000, 10}),
      row<&R::schedule, &Schedule::rampUp>(
          {"ramp_up", "Ramp up", "", "Share of the steps in which the learning rate rises from 0"},
          Type::Real, Group::HowLong, {0, 1, 0.05}, kAdvanced),
      row<&R::schedule, &Schedule::rampDown>(
          {"ramp_down", "Ramp down", "",
           "Share of the steps in which the learning rate falls to 0"},
          Type::Real, Group::HowLong, {0, 1, 0.05}, kAdvanced),
      row<&R::schedule, &Schedule::rampSteps>({"ramp_steps", "Ramps planned for", "steps",
                                               "The steps that the ramps are shares of; 0 takes "
                                               "all. A recipe of a stopped run says it"},
                                              Type::Int, Group::HowLong, {0, 5000, 1}, kAdvanced),
      row<&R::schedule, &Schedule::lookEvery>(
          {"look_every", "Look every", "steps",
           "What each box looks like to CLIP is checked every so many steps; 0 never"},
          Type::Int, Group::HowLong, {0, 1000, 1}, kAdvancedLive, {}, {"layout"}),
      row<&R::schedule, &Schedule::stopWhenTrue>(
          {"stop_when_true", "Stop when all boxes are true", "",
           "End the run when every box holds the attention and shows what its label says"},
          Type::Bool, Group::HowLong, {}, kLive, {}, {"layout"}),
      row<&R::cutouts, &CutoutSettings::kind>(
          {"cutout_kind", "Cutouts differ by", "",
           "geometric: turned, tilted, coloured, noisy; diff_augment: colour, shift, size, cutout"},
          Type::Choice, Group::Cutouts, {}, kAdvanced, {"geometric", "diff_augment"}),
      row<&R::cutouts, &CutoutSettings::count>(
          {"cutouts", "Cutouts", "",
           "How many transformed cutouts of the picture CLIP sees in each step",
           /*formerName=*/"copies"},
          Type::Int, Group::HowLong, {1, 256, 1}, kAdvanced),

      row<&R::start, &StartPoint::width>(
          {"width", "Width", "px", "Width of the picture, rounded down to the generator's grid"},
          Type::Int, Group::Picture, {16, 2048, 16}, kPlain, {}, {"layout", "dream"}),
      row<&R::start, &StartPoint::height>(
          {"height", "Height", "px", "Height of the picture, rounded down to the generator's grid"},
          Type::Int, Group::Picture, {16, 2048, 16}, kPlain, {}, {"layout", "dream"}),
      row<&R::seed>({"seed", "Seed", "", "The same seed and settings make the same picture"},
                    Type::Int, Group::Picture, {0, kMaxSeed, 1}),
      row<&R::start, &StartPoint::kind>({"start", "Start from", "", "Where the latent begins"},
                                        Type::Choice, Group::Picture, {}, kPlain,
                                        {"noise", "codes", "plain", "two_colours", "picture",
                                         "earlier_frame", "earlier_run", "search"}),
      row<&R::start, &StartPoint::colour>(
          {"start_colour", "Colour", "", "Of the plain start, or of the upper half"}, Type::Colour,
          Group::Picture, {}, kAdvanced, {}, {"layout", "dream"}),
      row<&R::start, &StartPoint::colour2>(
          {"start_colour2", "Second colour", "", "Of the lower half of a start in two colours"},
          Type::Colour, Group::Picture, {}, kAdvanced, {}, {"layout", "dream"}),
      row<&R::start, &StartPoint::truncation>(
          {"truncation", "Truncation", "",
           "Of a random start: 1 as drawn, less is nearer to the average face"},
          Type::Real, Group::Picture, {0, 1, 0.05}, kAdvanced, {}, {"edit", "dream"}),
      row<&R::start, &StartPoint::mixSeed>(
          {"mix_seed", "Mixed with seed", "",
           "Seed of a second face whose finer styles are taken; -1: none"},
          Type::Int, Group::Picture, {-1, 2147483647, 1}, kAdvanced, {}, {"edit"}),
      row<&R::start, &StartPoint::mixFrom>(
          {"mix_from", "Mixed from layer", "",
           "First layer that the second face gives; 0 is the coarsest"},
          Type::Int, Group::Picture, {0, 17, 1}, kAdvanced, {}, {"edit"}),
      row<&R::start, &StartPoint::projectionStarts>(
          {"projection_starts", "Attempts at a picture", "",
           "A picture is looked for in the latent from so many starts, and the best is taken"},
          Type::Int, Group::Picture, {1, 16, 1}, kAdvanced, {}, {"edit"}),
      row<&R::start, &StartPoint::projectionSteps>(
          {"projection_steps", "Steps of an attempt", "steps",
           "How many steps each attempt at finding a picture in the latent takes"},
          Type::Int, Group::Picture, {1, 5000, 10}, kAdvanced, {}, {"edit"}),
      row<&R::start, &StartPoint::searchStarts>(
          {"search_starts", "Starts to try", "",
           "A start by search tries so many random ones and takes the best"},
          Type::Int, Group::Picture, {1, 4096, 16}, kAdvanced),
      row<&R::start, &StartPoint::searchKept>(
          {"search_kept", "Starts to mix", "", "So many of the best starts of a search are mixed"},
          Type::Int, Group::Picture, {1, 64, 1}, kAdvanced, {}, {"dream"}),
      row<&R::start, &StartPoint::latentSpace>(
          {"latent_space", "Latent space", "", "What the optimiser moves; auto is the mode's own"},
          Type::Choice, Group::Picture, {}, kAdvanced,
          {"auto", "stylegan2_w_plus", "stylegan2_styles", "vqgan_codes", "biggan_z",
           "biggan_basis"},
          {"edit", "dream"}),
      row<&R::start, &StartPoint::state>(
          {"start_state", "Earlier run", "", "State file of the run that the latent is taken from"},
          Type::File, Group::Picture, {}, kAdvanced),
      row<&R::start, &StartPoint::picture>(
          {"start_picture", "Start picture", "",
           "The picture, or the earlier frame, that the run starts from"},
          Type::File, Group::Picture, {}, kAdvanced),

      row<&R::cutouts, &CutoutSettings::affineProbability>(
          {"affine_probability", "Affine chance", "", "Chance that a cutout is turned and shifted"},
          Type::Real, Group::Cutouts, {0, 1, 0.05}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::rotation>(
          {"rotation", "Rotation", "degrees", "Largest turn of a cutout, either way"}, Type::Real,
          Group::Cutouts, {0, 180, 1}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::translation>(
          {"translation", "Shift", "", "Largest shift of a cutout, as a share of its side"},
          Type::Real, Group::Cutouts, {0, 0.5, 0.01}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::perspectiveProbability>(
          {"perspective_probability", "Perspective chance", "",
           "Chance that a cutout is seen at an angle"},
          Type::Real, Group::Cutouts, {0, 1, 0.05}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::perspective>(
          {"perspective", "Perspective", "", "How far the corners of a cutout may move inwards"},
          Type::Real, Group::Cutouts, {0, 1, 0.05}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::colourProbability>(
          {"colour_probability", "Colour chance", "",
           "Chance that a cutout's hue and saturation change"},
          Type::Real, Group::Cutouts, {0, 1, 0.05}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::colour>(
          {"colour", "Colour change", "", "Largest change of hue and saturation of a cutout"},
          Type::Real, Group::Cutouts, {0, 0.5, 0.01}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::erasingProbability>(
          {"erasing_probability", "Erasing chance", "",
           "Chance that a rectangle of a cutout is blacked out"},
          Type::Real, Group::Cutouts, {0, 1, 0.05}, kAdvanced),
      row<&R::cutouts, &CutoutSettings::noise>(
          {"noise", "Noise", "", "Largest deviation of the noise laid over a cutout"}, Type::Real,
          Group::Cutouts, {0, 1, 0.01}, kAdvanced),
      row<&R::objective, &Objective::asPublished>(
          {"as_published", "As published", "",
           "Reproduce the reference implementation, its accidents included"},
          Type::Bool, Group::Cutouts, {}, kAdvanced),

      row<&R::machine, &Machine::device>({"device", "Device", "", "auto, cpu, cuda or cuda:0"},
                                         Type::Text, Group::Machine, {}, kAdvanced),
      row<&R::machine, &Machine::threads>(
          {"threads", "Threads", "", "Processor threads; 0 takes all cores"}, Type::Int,
          Group::Machine, {0, 1024, 1}, kAdvanced),
      row<&R::machine, &Machine::precision>(
          {"precision", "Precision", "",
           "Of the large products, of all networks or of one; auto takes the fastest that is "
           "measured here"},
          Type::Choice, Group::Machine, {}, kAdvanced,
          {"auto", "fp32", "bf16", "bf16_encoder", "bf16_generator"}),
      row<&R::machine, &Machine::memoryLimitMb>(
          {"memory_limit_mb", "Memory limit", "MB",
           "Above it a step computes again what it would otherwise keep; 0 takes "
           "what is free"},
          Type::Int, Group::Machine, {0, 1048576, 256}, kAdvanced),
      row<&R::machine, &Machine::previewIntervalMs>(
          {"preview_interval_ms", "Preview interval", "ms",
           "A frame is shown at most this often; 0 shows every step"},
          Type::Int, Group::Machine, {0, 10000, 10}, kAdvanced),
      row<&R::schedule, &Schedule::keepFramesEvery>(
          {"keep_frames_every", "Keep a frame every", "steps",
           "Frames kept for the timeline and the animation; 0 keeps only the last"},
          Type::Int, Group::Machine, {0, 1000, 1}, kAdvanced),
  };
}

}  // namespace

std::span<const ParamSpec> runParams() {
  static const std::vector<ParamSpec> table = makeTable();
  return table;
}

}  // namespace everyword
