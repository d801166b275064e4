#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/errors.h"
#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"
#include "engine/api/run_request.h"

namespace everyword {

/// What is known of a model pack before it is loaded: its manifest.json.
struct PackInfo {
  std::string name;    ///< "starter"
  std::string title;   ///< "Starter pack"
  std::string folder;  ///< absolute
  std::string notice;  ///< licences in one sentence
  bool knowsOnlyItsWords = false;
  std::vector<std::string>
      words;  ///< single words and phrases the text encoder has seen; empty: everything
  std::map<std::string, std::string>
      synonyms;  ///< for a word it does not know: what to say instead
  /// Recommended settings of the manifest put over `request` (only fields that the manifest names
  /// change).
  std::string recommendedJson;
  std::map<std::string, std::string> recommendedByMode;  ///< the same over a mode's preset
};

/// Tokens of a text as the loaded tokenizer cuts it; what the prompt bar shows.
struct TokenInfo {
  struct Word {
    std::string text;
    int begin = 0, end = 0;         ///< half-open token range, 0 is the first after the start token
    bool cutOff = false;            ///< lies behind the end of the context
    bool known = true;              ///< false: this pack has never seen it
    std::vector<std::string> near;  ///< known words that resemble it
  };
  std::vector<Word> words;
  int tokens = 0;         ///< start and end included
  int contextLength = 0;  ///< of the text encoder
};

/// What a classifier tells of a picture.
struct AttributeGuess {
  std::string attribute, value;     ///< "hair_colour", "purple"
  double probability = 0;           ///< of that value, the likeliest
  std::vector<std::string> values;  ///< all that the attribute can have
};

struct ExplainRequest;
struct ExplainResult;

/// The facade: everything a front end can ask for. One object serves the whole application. Models
/// are loaded on first use and stay loaded. run() and explain() may be called from any one thread
/// at a time; packs() and tokens() from any thread.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::vector<PackInfo> packs() const = 0;
  /// Throws FileError when there is no such pack.
  virtual PackInfo pack(const std::string &nameOrFolder) const = 0;
  /// The request with its pack's recommended settings, its mode's preset over them, and over that
  /// what the pack recommends for the mode.
  virtual RunRequest recommended(RunRequest request) const = 0;

  /// Cheap (no model is loaded, the merges are cached). Throws FileError when the merges are
  /// missing.
  virtual TokenInfo tokens(const ModelSet &models, const std::string &text) = 0;

  /// Sentences a user should read before running: unknown words with near ones, a label longer
  /// than the context. Throws InputError for what cannot run at all (RunRequest::check).
  virtual std::vector<std::string> check(const RunRequest &request) = 0;

  /// Loads what a run of this request needs, so that its first picture comes at once; nothing to do
  /// when it is loaded. On the thread that calls run(). Throws FileError.
  virtual void prepare(const RunRequest & /*request*/,
                       const std::function<void(const std::string &, double)> & /*progress*/ = {}) {
  }

  /// Runs to the end on the calling thread. Never throws for what goes wrong inside the run: that
  /// is an outcome. Throws InputError and FileError before the first step.
  virtual RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) = 0;

  /// Goes on exactly where RunControl::checkpointTo stopped: same bytes as an uninterrupted run
  /// (CPU, same thread count). `moreSteps` are done beyond those that were asked for: without ramps
  /// of the learning rate the bytes of a run of that many steps. With ramps the steps that were
  /// done keep their rates and from here on the ramps are shares of all steps; the recipe says so
  /// by an edit of `ramp_steps`, and makes the same bytes from the start.
  virtual RunOutcome resume(const std::string &checkpointPath, RunObserver &observer,
                            RunControl &control, int moreSteps = 0) = 0;

  /// Runs of one start that differ in what is `live` (param_spec.h), such as a lambda: what they
  /// share is computed once, and they take their steps together where memory allows. Each has the
  /// outcome that it has alone; when `control` stops them, those that have begun are Stopped.
  /// Otherwise as run().
  virtual std::vector<RunOutcome> runTogether(const std::vector<RunRequest> &requests,
                                              GroupObserver &observer, RunControl &control);

  /// The pictures that runs of this request begin with, one for each seed; `request.seed` does not
  /// count. On the thread that calls run().
  virtual std::vector<FramePtr> starts(const RunRequest &request,
                                       const std::vector<std::uint64_t> &seeds) = 0;

  /// What the classifier of attributes (role "attributes") tells of a picture, which has no part in
  /// guiding; nothing when neither the request nor the pack has one. On the thread that calls
  /// run(). Throws FileError.
  virtual std::vector<AttributeGuess> attributes(const FramePtr & /*picture*/,
                                                 const ModelSet & /*models*/) {
    return {};
  }

  /// engine/api/explain.h
  virtual ExplainResult explain(const ExplainRequest &request) = 0;
};

/// `resourcesFolder`: where packs live; empty: beside the executable, or EVERYWORD_RESOURCES.
std::unique_ptr<Engine> makeEngine(const std::string &resourcesFolder = {});

}  // namespace everyword
