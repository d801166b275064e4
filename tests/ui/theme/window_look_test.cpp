// The window from one start to the next, and the desktop's light and dark while it is open.
#include <QDBusMessage>
#include <QDBusServer>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QDockWidget>
#include <QLabel>
#include <QMessageBox>
#include <QSettings>
#include <QSignalSpy>
#include <QTimer>
#include <QToolTip>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/theme/system_theme.h"
#include "ui/workspace/window_layout.h"

using namespace everyword;

namespace {

/// A desktop's settings portal with one setting, in this process: no bus is needed.
class FakePortal : public QDBusVirtualObject {
 public:
  FakePortal() {
    QObject::connect(&server_, &QDBusServer::newConnection, this,
                     [this](const QDBusConnection &connection) {
                       connections_ << connection;
                       connections_.back().registerVirtualObject(kPath, this);
                     });
    server_.setAnonymousAuthenticationAllowed(true);
  }
  ~FakePortal() override { QDBusConnection::disconnectFromPeer(kName); }
  QDBusConnection connect() { return QDBusConnection::connectToPeer(server_.address(), kName); }
  void set(uint scheme) {
    scheme_ = scheme;
    QDBusMessage news = QDBusMessage::createSignal(
        kPath, QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("SettingChanged"));
    news << kGroup << kSetting << QVariant::fromValue(QDBusVariant(scheme_));
    for (const QDBusConnection &connection : connections_) {
      connection.send(news);
    }
  }
  void startWith(uint scheme) { scheme_ = scheme; }
  int asked() const { return asked_; }

  QString introspect(const QString &) const override { return {}; }
  bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override {
    if (message.member() != QStringLiteral("Read")) {
      return false;
    }
    ++asked_;
    const QList<QVariant> wanted{kGroup, kSetting};
    const QDBusVariant value(scheme_);
    return message.arguments() == wanted && connection.send(message.createReply(QVariant::fromValue(
                                                QDBusVariant(QVariant::fromValue(value)))));
  }

 private:
  const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
  const QString kName = QStringLiteral("fake portal");
  const QString kGroup = QStringLiteral("org.freedesktop.appearance");
  const QString kSetting = QStringLiteral("color-scheme");
  uint scheme_ = 0;
  int asked_ = 0;
  QDBusServer server_;
  QList<QDBusConnection> connections_;
};

/// A window with the steps of a run, a message and the scores of its words. No run made them: two
/// windows are to be the same to the pixel.
struct FinishedWindow : TestWindow {
  FinishedWindow() {
    RunRequest request = window->document().request();
    request.schedule.steps = 5;
    window->document().open(request, QString());
    for (int step = 1; step <= request.schedule.steps; ++step) {
      const StepEvent event = FakeEngine::makeStep(request, step);
      StepEvent numbers = event;
      numbers.frame = nullptr;
      window->history().addSteps({numbers});
      window->history().addFrame(event);
    }
    window->messages().showMessage(MessageBar::Kind::Warning, QStringLiteral("A warning."));
    window->canvas().setFocus();
  }
  QImage picture() const {
    QTest::qWait(100);
    return window->grab().toImage();
  }
};

}  // namespace

TEST_CASE("Size and panels are those of the last time", "[ui]") {
  testApplication();
  QSettings().remove(QStringLiteral("window"));
  QSize size;
  int width = 0;
  {
    TestWindow test;
    new WindowLayout(*test.window);
    test.find<QDockWidget>("heatMapDock")->close();
    test.window->resize(1100, 700);
    test.window->resizeDocks({test.find<QDockWidget>("regionsDock")}, {400}, Qt::Horizontal);
    QTest::qWait(50);
    size = test.window->size();
    width = test.find<QDockWidget>("regionsDock")->width();
    REQUIRE(test.window->close());
  }
  {
    TestWindow other;  // without the layout nothing is remembered
    CHECK(other.window->size() != size);
    CHECK(other.find<QDockWidget>("heatMapDock")->isVisible());
  }
  TestWindow again([](FakeEngine &) {}, testModelsFolder());
  again.window->hide();
  new WindowLayout(*again.window);
  again.window->show();
  QTest::qWait(50);
  CHECK(again.window->size() == size);
  CHECK_FALSE(again.find<QDockWidget>("heatMapDock")->isVisible());
  CHECK(again.find<QDockWidget>("regionsDock")->width() == width);
  CHECK(again.find<QDockWidget>("progressDock")->isVisible());
}

TEST_CASE("Names and words from elsewhere are text, never markup", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.unknownWords = {"<b>zebra</b>"}; });
  RunRequest request = test.window->document().request();
  request.objective.prompt = "a <b>zebra</b>";
  request.objective.regions.front().label = "<h1>apple</h1>";
  test.window->document().openUnsaved(request, QStringLiteral("/tmp/<b>name.everyword"));
  auto *unknown = test.find<QLabel>("unknownWords");
  REQUIRE(waitUntil([&] { return unknown->isVisible(); }));
  CHECK(unknown->text().contains(QStringLiteral("<b>zebra</b>")));
  QToolTip::showText({10, 10}, QStringLiteral("<b>tip</b>"), test.window.get());
  REQUIRE(QToolTip::isVisible());
  const auto labels = [] {
    QList<QLabel *> found;
    for (QWidget *widget : QApplication::allWidgets()) {
      if (auto *label = qobject_cast<QLabel *>(widget); label && label->isVisible()) {
        found << label;
      }
    }
    return found;
  };
  QTimer::singleShot(0, [&] {
    auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
    REQUIRE(box);
    for (const QLabel *label : labels()) {
      INFO(label->text().toStdString());
      CHECK(label->textFormat() == Qt::PlainText);
    }
    box->button(QMessageBox::Discard)->click();
  });
  REQUIRE(test.window->close());
}

TEST_CASE("A damaged memory of the window leaves it as it first opens", "[ui]") {
  testApplication();
  QSettings().setValue(QStringLiteral("window/geometry"), QByteArray("rubbish"));
  QSettings().setValue(QStringLiteral("window/panels_layout"), QByteArray("rubbish"));
  TestWindow test;
  const QSize size = test.window->size();
  new WindowLayout(*test.window);
  CHECK(test.window->size() == size);
  CHECK(test.find<QDockWidget>("heatMapDock")->isVisible());
  QSettings().remove(QStringLiteral("window"));
}

TEST_CASE("The desktop's preference is asked once and followed from then on", "[ui]") {
  testApplication();
  FakePortal portal;
  portal.startWith(1);
  SystemTheme system(portal.connect(), QString());
  std::vector<Theme> themes;
  QObject::connect(&system, &SystemTheme::reported, &system,
                   [&](Theme theme) { themes.push_back(theme); });
  REQUIRE(waitUntil([&] { return themes.size() == 1; }));
  CHECK(themes.back() == Theme::Dark);
  portal.set(2);
  REQUIRE(waitUntil([&] { return themes.size() == 2; }));
  CHECK(themes.back() == Theme::Light);
  portal.set(1);
  REQUIRE(waitUntil([&] { return themes.size() == 3; }));
  CHECK(themes.back() == Theme::Dark);
  CHECK(portal.asked() == 1);
}

TEST_CASE("A desktop without a preference says nothing, nor does one without a portal", "[ui]") {
  testApplication();
  FakePortal portal;
  SystemTheme system(portal.connect(), QString());
  SystemTheme alone(QDBusConnection(QStringLiteral("nobody")), QStringLiteral("nobody.there"));
  int reports = 0;
  for (SystemTheme *one : {&system, &alone}) {
    QObject::connect(one, &SystemTheme::reported, one, [&] { ++reports; });
  }
  REQUIRE(waitUntil([&] { return portal.asked() == 1; }));
  QTest::qWait(20);
  CHECK(reports == 0);
}

TEST_CASE("A window that changes its look while it is open looks as if it had opened so", "[ui]") {
  const Theme last = GENERATE(Theme::Dark, Theme::Light);
  const Theme first = last == Theme::Dark ? Theme::Light : Theme::Dark;
  applyTheme(testApplication(), last);
  const QImage wanted = FinishedWindow().picture();
  applyTheme(testApplication(), first);
  FinishedWindow test;
  const QImage before = test.picture();
  applyTheme(testApplication(), last);
  const QImage after = test.picture();
  CHECK(before != wanted);
  int different = 0;
  QRect where;
  for (int y = 0; y < wanted.height(); ++y) {
    for (int x = 0; x < wanted.width(); ++x) {
      if (wanted.pixel(x, y) != after.pixel(x, y)) {
        ++different;
        where |= QRect(x, y, 1, 1);
      }
    }
  }
  INFO("from " << where.x() << "," << where.y() << " to " << where.right() << ","
               << where.bottom());
  CHECK(different == 0);
  applyTheme(testApplication(), Theme::Light);
}
