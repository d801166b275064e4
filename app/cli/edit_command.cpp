#include "app/cli/edit_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/cli/text_table.h"
#include "engine/api/engine.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/faithfulness.h"
#include "engine/api/param_spec.h"
#include "engine/api/recipe.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr char kMode[] = "edit";

constexpr char kFooter[] =
    "With several lambdas the same start is edited once with each, and the picture that CLIP finds "
    "nearest to the\n"
    "prompt is taken (section 3.3 of the paper). Where the pack has a classifier of attributes, "
    "the "
    "report also names\n"
    "the one that does most of what the prompt asks for and keeps most of the rest.\n"
    "\n"
    "Written to the output folder: before.png, final.png (its text chunk holds the request), "
    "strip.png (before, and\n"
    "each lambda), run.json.\n"
    "\n"
    "Examples:\n"
    "  everyword edit --prompt \"A person with purple hair\" --words purple,hair --lambda auto "
    "--seed 3 -o out\n"
    "  everyword edit --prompt \"A person with purple hair\" --words purple --lambda 0,1,2 --seed "
    "3 "
    "-o out\n"
    "\n"
    "Exit codes: 0 done; 1 internal error; 2 bad input or file; 3 not enough disk, memory or "
    "rights; 130 interrupted.";

struct EditOptions {
  RequestOptions request{kMode};
  std::string lambda = "1", output = "out";
  bool json = false, quiet = false;
};

/// "auto", or numbers with commas between them.
std::vector<double> lambdasOf(const std::string &text) {
  const ParamSpec &spec = *findParam("word_lambda");
  std::vector<double> lambdas;
  if (text == "auto") {
    for (double lambda = 0; lambda <= spec.maximum; lambda += 0.5) {
      lambdas.push_back(lambda);
    }
    return lambdas;
  }
  RunRequest request;
  for (const std::string &part : CLI::detail::split(text, ',')) {
    setParam(request, spec, part);
    lambdas.push_back(request.objective.wordLambda);
  }
  return lambdas;
}

/// "step 12/100", of several runs with "of 8 lambdas" behind it.
std::string progressText(const StepEvent &event, std::size_t runs) {
  return "step " + std::to_string(event.step) + "/" + std::to_string(event.steps) +
         (runs > 1 ? " of " + std::to_string(runs) + " lambdas" : "");
}

/// Follows the runs of all lambdas: their progress, and the picture before the first step.
class EditObserver : public GroupObserver {
 public:
  EditObserver(std::size_t runs, RunControl &control, Progress &progress)
      : control_(control), progress_(progress), done_(runs, 0.0) {}

  bool wantsPreviews() const override { return false; }

  void onLoading(const std::string &what, double) override { progress_.show(0, what); }

  void onStarted(std::size_t, const RunStarted &started) override {
    for (const std::string &warning : started.warnings) {
      progress_.warn(warning);
    }
  }

  void onStep(std::size_t run, const StepEvent &event) override {
    if (event.step == 0 && !before.frame) {
      before = event;
    }
    done_.at(run) = event.steps > 0 ? double(event.step) / event.steps : 0;
    const double sum = std::accumulate(done_.begin(), done_.end(), 0.0);
    progress_.show(sum / static_cast<double>(done_.size()), progressText(event, done_.size()));
    if (InterruptGuard::interrupted()) {
      control_.stop();
    }
  }

  StepEvent before;

 private:
  RunControl &control_;
  Progress &progress_;
  std::vector<double> done_;  ///< share of each run
};

struct Candidate {
  double lambda = 0;
  RunOutcome outcome;
};

std::string nameOf(const Candidate &candidate) { return "lambda " + decimals(candidate.lambda, 1); }

/// Those that came to their end; all when they were stopped before. A run that fails is said and
/// left out. Throws Error when all fail.
std::vector<Candidate> runAll(Engine &engine, RunRequest request,
                              const std::vector<double> &lambdas, Progress &progress,
                              StepEvent &before) {
  const InterruptGuard guard;
  std::vector<RunRequest> requests;
  for (const double lambda : lambdas) {
    request.objective.wordLambda = lambda;
    requests.push_back(request);
  }
  RunControl control;
  EditObserver observer(requests.size(), control, progress);
  std::vector<RunOutcome> outcomes = engine.runTogether(requests, observer, control);
  before = observer.before;
  const bool finished = std::any_of(
      outcomes.begin(), outcomes.end(),
      [](const RunOutcome &outcome) { return outcome.kind == RunOutcome::Kind::Finished; });
  std::vector<Candidate> candidates;
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    RunOutcome &outcome = outcomes[i];
    if (outcome.kind == RunOutcome::Kind::Failed) {
      failures.push_back("with lambda " + decimals(lambdas[i], 1) + " " + outcome.error);
    } else if (!finished || outcome.kind == RunOutcome::Kind::Finished) {
      outcome.request.models = recipeModels(outcome.request.models);
      candidates.push_back({lambdas[i], std::move(outcome)});
    }
  }
  if (candidates.empty()) {
    throw Error(failures.front());
  }
  for (const std::string &failure : failures) {
    progress.warn(failure);
  }
  return candidates;
}

Json wordsJson(const std::vector<WordScore> &words) {
  Json json = Json::array();
  for (const WordScore &word : words) {
    json.push_back({{"word", word.word}, {"relevance", word.relevance}});
  }
  return json;
}

std::optional<FaithfulChoice> faithfulOf(Engine &engine, const std::vector<Candidate> &candidates,
                                         const Candidate &chosen, const StepEvent &before) {
  std::vector<JudgedEdit> edits;
  for (const Candidate &candidate : candidates) {
    edits.push_back(
        {nameOf(candidate), candidate.outcome.frame, candidate.outcome.promptSimilarity});
  }
  return faithfulChoice(engine, chosen.outcome.request, before.frame, edits,
                        static_cast<std::size_t>(&chosen - candidates.data()));
}

/// `faithful`: lambda and why, where a classifier can tell.
std::string reportOf(const std::vector<Candidate> &candidates, const Candidate &chosen,
                     const StepEvent &before, const std::optional<FaithfulChoice> &faithful) {
  Json json = Json::parse(runReportJson(chosen.outcome));
  json["lambda"] = chosen.lambda;
  json["clip_similarity"] = {{"before", before.promptSimilarity.value_or(0)},
                             {"after", chosen.outcome.promptSimilarity}};
  if (faithful) {
    json["chosen_by_faithfulness"] = {{"lambda", candidates[faithful->edit].lambda},
                                      {"reached", faithful->score.reached},
                                      {"asked", faithful->score.asked},
                                      {"kept", faithful->score.kept},
                                      {"others", faithful->score.others},
                                      {"sentence", faithful->sentence}};
  }
  json["candidates"] = Json::array();
  for (const Candidate &candidate : candidates) {
    json["candidates"].push_back({{"lambda", candidate.lambda},
                                  {"clip_similarity", candidate.outcome.promptSimilarity},
                                  {"words", wordsJson(candidate.outcome.words)}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void writeResults(OutputFolder &folder, const std::vector<Candidate> &candidates,
                  const Candidate &chosen, const StepEvent &before,
                  const std::optional<FaithfulChoice> &faithful) {
  const RunOutcome &outcome = chosen.outcome;
  std::vector<FramePtr> pictures = {before.frame};
  std::vector<std::string> captions = {"before"};
  for (const Candidate &candidate : candidates) {
    pictures.push_back(candidate.outcome.frame);
    captions.push_back(nameOf(candidate) + (&candidate == &chosen ? ", taken" : "") + "\nCLIP " +
                       decimals(candidate.outcome.promptSimilarity, 3));
  }
  folder.save("before.png", [&](const std::string &path) { writePicture(path, *before.frame); });
  folder.save("final.png", [&](const std::string &path) {
    writePicture(path, *outcome.frame, outcome.request.toJson());
  });
  folder.save("strip.png", [&](const std::string &path) {
    writeContactSheet(path, pictures, captions, static_cast<int>(pictures.size()));
  });
  folder.save("run.json", [&](const std::string &path) {
    writeTextFile(path, reportOf(candidates, chosen, before, faithful));
  });
  folder.throwIfElsewhere();
}

void report(const std::vector<Candidate> &candidates, const Candidate &chosen,
            const StepEvent &before, Progress &progress) {
  TextTable table({"lambda", "CLIP", "words"});
  for (const Candidate &candidate : candidates) {
    std::string words;
    for (const WordScore &word : candidate.outcome.words) {
      words += (words.empty() ? "" : ", ") + word.word + " " + decimals(word.relevance, 2);
    }
    table.add({decimals(candidate.lambda, 1) + (&candidate == &chosen ? " *" : ""),
               decimals(candidate.outcome.promptSimilarity, 3), words});
  }
  progress.say("\n" + table.text() + "\nCLIP similarity of the prompt " +
               decimals(before.promptSimilarity.value_or(0), 3) + " before, " +
               decimals(chosen.outcome.promptSimilarity, 3) + " after");
}

int edit(const EditOptions &options) {
  Progress progress(options.json    ? ProgressStyle::Json
                    : options.quiet ? ProgressStyle::Quiet
                                    : ProgressStyle::Automatic);
  const std::vector<double> lambdas = lambdasOf(options.lambda);
  const std::unique_ptr<Engine> engine = makeEngine();
  RunRequest request = options.request.request(*engine);
  const bool uses = std::any_of(lambdas.begin(), lambdas.end(), [](double l) { return l > 0; });
  if (uses && request.objective.words.empty()) {
    throw InputError("no words of the prompt are chosen, but lambda is over 0",
                     "choose some with --words, or use --lambda 0");
  }
  useInstalledModels(request.models);
  requireModelsFit(request);
  engine->check(request);
  OutputFolder folder(options.output);

  StepEvent before;
  const std::vector<Candidate> candidates = runAll(*engine, request, lambdas, progress, before);
  const Candidate &chosen = *std::max_element(
      candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.outcome.promptSimilarity < b.outcome.promptSimilarity;
      });
  progress.clear();
  const std::optional<FaithfulChoice> faithful = faithfulOf(*engine, candidates, chosen, before);
  writeResults(folder, candidates, chosen, before, faithful);
  if (progress.isJson()) {
    progress.json(Json::parse(reportOf(candidates, chosen, before, faithful)).dump());
  }
  report(candidates, chosen, before, progress);
  if (faithful) {
    progress.say(faithful->sentence);
  }
  progress.say("Written to " + folder.file("") + ": before.png, final.png, strip.png, run.json");
  return chosen.outcome.kind == RunOutcome::Kind::Finished ? 0 : kExitInterrupted;
}

}  // namespace

std::function<int()> buildEditCommand(CLI::App &app) {
  auto options = std::make_shared<EditOptions>();
  options->request.addTo(app);
  app.add_option("--lambda", options->lambda,
                 "Strength of the relevance of the chosen words: a number, several as A,B,C, or "
                 "auto for 0 to 3.5 in halves [0..3.5; default 1]")
      ->type_name("NUMBERS")
      ->group("How strongly");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default out]")
      ->type_name("FOLDER")
      ->group("Results");
  CLI::Option *json =
      app.add_flag("--json", options->json, "The report as JSON at the end, for programs");
  json->group("Results");
  app.add_flag("--quiet", options->quiet, "Say nothing but errors and warnings")
      ->group("Results")
      ->excludes(json);
  options->request.addParametersTo(app, {"lambda", "word_lambda"});
  app.footer(kFooter);
  return [options] { return edit(*options); };
}

}  // namespace everyword
