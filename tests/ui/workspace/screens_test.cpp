// Renders each screen to PNG, to be looked at: build folder/screens/*.png. The checks are
// those a machine can do.
#include "tests/ui/workspace/screens.h"

#include "tests/support/loopback_server.h"

using namespace everyword;

namespace {

void showHeatMapOfDog(const TestWindow &test) {
  HeatMapSettings::Values values = test.window->heatMap().values();
  values.visible = true;
  values.phraseId = 2;
  test.window->heatMap().set(values);
}

}  // namespace

TEST_CASE("Each screen in light and dark", "[ui]") {
  const Theme theme = GENERATE(Theme::Light, Theme::Dark);
  applyTheme(testApplication(), theme);
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(15); });
  const QImage sample = shot(test, QStringLiteral("1_sample"), theme);
  CHECK(sample.size() == test.window->size());
  checkNothingIsClipped(*test.window);

  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->history().frames().size() >= 12; }));
  CHECK(shot(test, QStringLiteral("2_during"), theme) != sample);
  checkNothingIsClipped(*test.window);
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
  QTest::mouseClick(test.window->canvas().viewport(), Qt::LeftButton, Qt::NoModifier,
                    test.place({0.75, 0.6}));
  shot(test, QStringLiteral("3_after"), theme);
  showHeatMapOfDog(test);
  shot(test, QStringLiteral("4_heat_map"), theme);

  auto *prompt = test.find<QLineEdit>("promptEdit");
  test.engine->unknownWords = {"zebra"};
  prompt->clear();
  QTest::keyClicks(prompt, QStringLiteral("a zebra and a red apple on grass beside a dog with a "
                                          "sun over a horse and a cat and a red apple "
                                          "and a dog on grass with a sun and a sun over it"));
  REQUIRE(waitUntil([&] { return test.find<QLabel>("unknownWords")->isVisible(); }));
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.find<QFrame>("messageBar")->isVisible(); }));
  shot(test, QStringLiteral("5_message"), theme);

  RunRequest empty = test.window->document().request();
  empty.objective.prompt.clear();
  empty.objective.regions.clear();
  test.window->document().open(empty, QString());
  test.window->messages().dismiss();
  test.window->heatMap().set({});
  REQUIRE(waitUntil(
      [&] { return test.find<QLabel>("tokenLabel")->text() == QStringLiteral("2/32 tokens"); }));
  shot(test, QStringLiteral("6_empty"), theme);
}

TEST_CASE("The model manager and the menu of models in light and dark", "[ui]") {
  const Theme theme = GENERATE(Theme::Light, Theme::Dark);
  applyTheme(testApplication(), theme);
  TestWindow test;
  const QString starter = QStringLiteral(EVERYWORD_SOURCE_DIR "/resources/starter/");
  ModelShelf &shelf = test.window->models().shelf();
  ModelsDialog &dialog = test.window->models().openManager();
  shelf.importFiles({starter + QStringLiteral("clip.safetensors"),
                     starter + QStringLiteral("vqgan.safetensors"),
                     starter + QStringLiteral("merges.txt")});
  REQUIRE(waitUntil([&] { return shelf.find(QStringLiteral("model:merges")) && !shelf.isBusy(); }));
  dialog.pick(QStringLiteral("model:vqgan"));
  dialog.findChild<QPushButton *>(QStringLiteral("useModel"))->click();
  REQUIRE(
      waitUntil([&] { return !test.window->document().request().models.path("vqgan").empty(); }));
  shot(dialog, QStringLiteral("7_models_installed"), theme);
  checkNothingIsClipped(dialog);
  dialog.pick(QStringLiteral("pack:starter"));
  dialog.messages().dismiss();
  shot(dialog, QStringLiteral("7_models_pack"), theme);
  dialog.pick(QStringLiteral("known:vqgan-f16-16384"));
  shot(dialog, QStringLiteral("7_models_unverified"), theme);
  checkNothingIsClipped(dialog);

  const QTemporaryDir other;
  const QString damaged = other.filePath(QStringLiteral("damaged.safetensors"));
  QFile(starter + QStringLiteral("vqgan.safetensors")).copy(damaged);
  QFile(damaged).resize(6000);
  shelf.importFiles({damaged});
  REQUIRE(waitUntil([&] { return !shelf.isBusy(); }));
  shot(dialog, QStringLiteral("7_models_refused"), theme);

  QMenu *menu = test.find<QToolButton>("modelButton")->menu();
  menu->popup(test.window->mapToGlobal(QPoint(900, 100)));
  shot(*menu, QStringLiteral("8_model_menu"), theme);
  menu->close();
  dialog.close();
  shot(test, QStringLiteral("8_models_window"), theme);
  checkNothingIsClipped(*test.window);
}

TEST_CASE("A download in light and dark", "[ui]") {
  using namespace everyword::testing;
  const Theme theme = GENERATE(Theme::Light, Theme::Dark);
  applyTheme(testApplication(), theme);
  forgetProxies();
  LoopbackServer server([](const HttpRequest &, int) {
    HttpAnswer answer{200, {}, std::string(1 << 20, 'x'), 354 << 20, -1, 0};
    return answer;  // a part of what it promises
  });
  QTemporaryDir models;
  QFile catalogue(models.filePath(QStringLiteral("models.json")));
  REQUIRE(catalogue.open(QIODevice::WriteOnly));
  catalogue.write(
      QStringLiteral("{\"version\":1,\"models\":[{\"name\":\"vit-b-32\",\"title\":\"CLIP "
                     "ViT-B/32 of ours\",\"family\":\"clip\",\"source\":\"%1\",\"file\":"
                     "\"ViT-B-32.pt\",\"sha256\":\"%2\",\"modes\":[\"layout\",\"explain\"]}]}")
          .arg(QString::fromStdString(server.url("/ViT-B-32.pt")), QString(64, QLatin1Char('a')))
          .toUtf8());
  catalogue.close();
  TestWindow test({}, models.path().toStdString());
  ModelShelf &shelf = test.window->models().shelf();
  ModelsDialog &dialog = test.window->models().openManager();
  REQUIRE(waitUntil([&] { return shelf.find(QStringLiteral("known:vit-b-32")); }));
  dialog.pick(QStringLiteral("known:vit-b-32"));
  shelf.startDownload(QStringLiteral("vit-b-32"), false);
  REQUIRE(waitUntil([&] { return shelf.download() && shelf.download()->progress.done > 0; }));
  shot(dialog, QStringLiteral("7_models_download"), theme);
  checkNothingIsClipped(dialog);
  shelf.pauseDownload();
  REQUIRE(waitUntil([&] { return !shelf.isBusy(); }));
  shot(dialog, QStringLiteral("7_models_paused"), theme);
  shelf.cancelDownload();
  REQUIRE(waitUntil([&] { return !shelf.isBusy(); }));

  dialog.findChild<QPushButton *>(QStringLiteral("downloadAddress"))->click();
  auto *ask = dialog.findChild<AddressDialog *>(QStringLiteral("addressDialog"));
  const auto field = [&](const char *name) {
    return ask->findChild<QLineEdit *>(QLatin1String(name));
  };
  shot(*ask, QStringLiteral("7_models_address"), theme);
  field("addressEdit")->setText(QString::fromStdString(server.url("/models/our-vqgan.ckpt")));
  field("sha256Edit")->setText(QStringLiteral("bfb91971b62a"));
  ask->findChild<QPushButton *>(QStringLiteral("startAddress"))->click();
  shot(*ask, QStringLiteral("7_models_address_wrong"), theme);
  checkNothingIsClipped(*ask);
  field("sha256Edit")->setText(QString(64, QLatin1Char('b')));
  ask->findChild<QPushButton *>(QStringLiteral("startAddress"))->click();
  REQUIRE(waitUntil([&] { return shelf.download() && shelf.download()->progress.done > 0; }));
  shot(dialog, QStringLiteral("7_models_address_download"), theme);
  checkNothingIsClipped(dialog);
  shelf.cancelDownload();
  REQUIRE(waitUntil([&] { return !shelf.isBusy(); }));
}
