#!/usr/bin/env python3
"""The checker finds what was planted, says where, and lets good code pass."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import repository
import size_rules

MARK = 'TO' + 'DO'


def lines(path, text):
    return [line for line, _ in repository.violations(path, text)]


def messages(path, text):
    return ' | '.join(message for _, message in repository.violations(path, text))


class Routes(unittest.TestCase):
    def test_prefixes_of_architecture(self):
        path = 'services/catalog/product/routes.cpp'
        self.assertEqual(lines(path, 'void mount() {\n  get("/v1/products/{product}");\n}\n'), [])
        self.assertIn('/v1/pictures', messages(path, 'void mount() {\n  get("/v1/pictures/{picture}");\n}\n'))
        self.assertIn('to no orders', messages('services/orders/cart/routes.cpp', 'auto path = "/v1/products";\n'))


class Includes(unittest.TestCase):
    """(file, its include, a word of the complaint or None)."""

    CASES = (
        ('services/orders/service.cpp', '"services/catalog/api.hpp"', None),
        ('services/orders/service.cpp', '"services/catalog/store.hpp"', 'api.hpp only'),
        ('services/orders/payment/service.cpp', '"services/orders/store.hpp"', None),
        ('services/orders/payment/service.cpp', '"../../catalog/domain.hpp"', 'api.hpp only'),
        ('services/orders/main.cpp', '"services/catalog/remote.hpp"', None),
        ('services/orders/module.cpp', '"services/catalog/remote.hpp"', 'api.hpp only'),
        ('services/orders/store.cpp', '"services/catalog/api.hpp"', 'knows no other service'),
        ('services/orders/store.cpp', '"common/http/router.hpp"', 'does not use common/http'),
        ('services/orders/store.cpp', '"common/db/transaction.hpp"', None),
        ('services/orders/domain.hpp', '"common/base/money.hpp"', None),
        ('services/orders/domain.hpp', '"common/db/transaction.hpp"', 'does not use common/db'),
        ('services/orders/domain.hpp', '"services/orders/api.hpp"', 'domain headers'),
        ('services/orders/payment/domain.cpp', '"domain.hpp"', None),
        ('services/orders/payment/domain.cpp', '"store.hpp"', 'domain headers'),
        ('services/orders/domain.cpp', '<boost/json.hpp>', 'pure'),
        ('services/orders/domain.cpp', '<vector>', None),
        ('services/orders/domain_price.cpp', '"services/orders/domain_price.hpp"', None),
        ('services/orders/domain_price.cpp', '"common/db/value.hpp"', 'does not use common/db'),
        ('services/orders/payment/domain/refund.cpp', '"common/db/value.hpp"', 'does not use common/db'),
        ('services/orders/routes.cpp', '"services/orders/store.hpp"', 'not the store'),
        ('services/orders/api.hpp', '"common/db/value.hpp"', 'does not use common/db'),
        ('services/orders/routes.cpp', '<boost/beast/http.hpp>', 'Beast'),
        ('common/http/server.cpp', '<boost/beast/http.hpp>', None),
        ('common/db/query.cpp', '"services/orders/api.hpp"', 'no service'),
        ('common/base/money.hpp', '"common/json/json.hpp"', 'below'),
        ('services/all_in_one/main.cpp', '"services/orders/module.hpp"', None),
    )

    def test_each_pair(self):
        for path, target, complaint in self.CASES:
            with self.subTest(path=path, target=target):
                said = messages(path, f'// Kept apart.\n#include {target}\n')
                self.assertIn(complaint, said) if complaint else self.assertEqual('', said)

    def test_an_include_in_a_comment_is_none(self):
        self.assertEqual([], lines('common/db/a.cpp', '// #include "services/orders/api.hpp"\n'))

    def test_a_domain_has_no_clock(self):
        self.assertEqual([2], lines('services/orders/domain.cpp', 'int f() {\n    return std::chrono::system_clock::now();\n}\n'))


class Coroutines(unittest.TestCase):
    """A statement of a coroutine, and whether it is refused."""

    AWAITS = (
        ('co_await db.transaction([key](db::Tx& tx) { return find(tx, key); });', True),
        ('co_await db.transaction([=](db::Tx& tx) { return find(tx, key); });', True),
        ('auto found = co_await db.transaction([key = std::move(key)](db::Tx& tx) -> Result<int> { return find(tx, key); });', True),
        ('SH_CO_TRY(auto found, co_await db.transaction([key](db::Tx& tx) { return find(tx, key); }));', True),
        ('co_await workers.run([this, text](std::size_t) { write(text); });', True),
        ('co_await db.transaction(FindOrder{id, caller});', True),
        ('co_await api.find({account, organisation}, request);', True),
        ('co_await api.list(\n      std::vector<Id>{first, second});', True),
        ('for (auto id : co_await list([all]() { return all; })) {\n}', True),
        ('co_await db.transaction([](db::Tx& tx) { return list(tx); });', False),
        ('co_await workers.run([this](std::size_t) { write(); });', False),
        ('co_await workers.run([&, this](std::size_t) { write(text); });', False),
        ('co_await workers.run([&text](std::size_t) { write(text); });', False),
        ('auto find = [key](db::Tx& tx) { return Found{tx, key}; };\nauto found = co_await db.transaction(find);', False),
        ('co_await api.find(keys[index], ids[0]);', False),
        ('co_await api.find(Query{}, {});', False),
        ('const auto all = Pair{co_await first(), 1};', False),
        ('if (co_await answers()) {\n  call([key] { use(key); });\n}', False),
        ('// co_await f([key] {});\nlog("co_await f({a, b})");', False),
    )
    LAMBDAS = (
        ('auto f = [key]() -> Task<> { co_await g(key); };', True),
        ('auto f = [&]() -> Task<int> { co_return 1; };', True),
        ('spawn("loop", [this](Loop& loop) -> Task<> {\n  co_await loop.pause(1s);\n});', True),
        ('auto f = [this]<class T>(T a, int b) -> Task<std::pair<T, int>> { co_return std::pair(a, b); };', True),
        ('auto f = [](int key) -> Task<> { co_await g(key); };', False),
        ('auto f = [key] { return run(key); };', False),
        ('auto f = [key] { return [](int a) -> Task<> { co_return; }(key); };', False),
        ('const int n = keys[index] + (co_await f());', False),
    )

    def judge(self, cases, complaint):
        for text, refused in cases:
            with self.subTest(text=text):
                said = messages('services/orders/service.cpp', f'Task<> f() {{\n  {text}\n}}\n')
                self.assertIn(complaint, said) if refused else self.assertEqual('', said)

    def test_temporaries_that_own(self):
        self.judge(self.AWAITS, 'destroyed twice')

    def test_coroutines_with_captures(self):
        self.judge(self.LAMBDAS, 'no coroutine')

    def test_the_place(self):
        text = 'Task<> f() {\n  co_await g(\n      Pair{a, b});\n  auto h = [a] {\n    co_return;\n  };\n}\n'
        self.assertEqual([3, 4], lines('common/db/a.cpp', text))


class Sql(unittest.TestCase):
    TABLE = 'CREATE TABLE t (id BINARY(16) NOT NULL, {0}PRIMARY KEY (id)) COLLATE utf8mb4_unicode_ci;\n'
    QUERIES = (
        ('SELECT id FROM t WHERE id = :id FOR UPDATE SKIP LOCKED', None),
        ("SELECT id FROM t WHERE name = 'RETURNING'", None),
        ('SELECT id FROM t -- no RETURNING here', None),
        ('INSERT INTO t (id) VALUES (:id) RETURNING id', 'RETURNING'),
        ('SELECT id FROM t LOCK IN SHARE MODE', 'SHARE'),
        ('SELECT id FROM t FOR SHARE', 'SHARE'),
        ("SELECT GET_LOCK('a', 1)", 'named locks'),
        ('SELECT id FROM shanhai_orders.t', 'own schema'),
        ('REPLACE INTO t (id) VALUES (:id)', 'REPLACE'),
        ('UPDATE t SET seen_at = NOW(6) WHERE id = :id', 'time is a parameter'),
        ("XA START 'a'", 'XA'),
    )
    COLUMNS = (
        ('parent BINARY(16), FOREIGN KEY (parent) REFERENCES p (id), ', 'foreign'),
        ('name TEXT, FULLTEXT (name), ', 'FULLTEXT'),
        ('price DECIMAL(10, 2), ', 'integers'),
        ('made TIMESTAMP, ', 'DATETIME'),
        ('number BIGINT AUTO_INCREMENT, ', 'ids'),
        ('name VARCHAR(9) COLLATE utf8mb4_0900_ai_ci, ', 'one of the servers'),
    )

    def test_queries(self):
        for text, complaint in self.QUERIES:
            with self.subTest(text=text):
                said = messages('sql/orders/queries/a.sql', text + '\n')
                self.assertIn(complaint, said) if complaint else self.assertEqual('', said)

    def test_columns(self):
        path = 'sql/orders/migrations/0001_start.sql'
        self.assertEqual('', messages(path, self.TABLE.format('')))
        for column, complaint in self.COLUMNS:
            with self.subTest(column=column):
                self.assertIn(complaint, messages(path, self.TABLE.format(column)))

    def test_a_table_has_a_primary_key_and_a_collation(self):
        said = messages('sql/orders/migrations/0001_a.sql', 'CREATE TABLE t (id INT);\n' + self.TABLE.format(''))
        self.assertIn('primary key', said)
        self.assertIn('collation', said)
        self.assertEqual([1, 1], lines('sql/orders/migrations/0001_a.sql', 'CREATE TABLE t (id INT);\n'))

    def test_triggers(self):
        text = 'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1;\n'
        self.assertIn('triggers', messages('sql/orders/migrations/0002_b.sql', text))

    def test_file_names(self):
        self.assertIn('NNNN_what', messages('sql/orders/migrations/start.sql', self.TABLE.format('')))
        self.assertIn('snake_case', messages('sql/orders/queries/FindOrder.sql', 'SELECT id FROM t\n'))

    def test_statements_in_a_program(self):
        self.assertEqual([2], lines('services/orders/store.cpp', 'auto a() {\n    return "SELECT id FROM orders";\n}\n'))
        self.assertEqual([], lines('services/orders/store.cpp', 'auto a() {\n    return "Select from the list";\n}\n'))


class Sizes(unittest.TestCase):
    BODY = '    step();\n'

    def test_files(self):
        self.assertEqual([], lines('common/a.hpp', 'int a;\n' * 399))
        self.assertEqual([1], lines('common/a.hpp', 'int a;\n' * 400))
        self.assertEqual([1], lines('dev', 'echo\n' * 400))
        self.assertEqual([], lines('sql/seed/products.csv', 'a\n' * 1000))

    def test_cpp_functions(self):
        for head in ('void f() {', 'auto f(int a) const noexcept -> std::vector<int> {', 'template <class T>\nT f(T a) {',
                     'TEST(Order, Ships) {', 'S::S(int a) : a_(a), b_{a} {', 'S::S(int a)\n    : a_{a},\n      b_{} {',
                     'S::~S() {', 'bool operator==(const S& a, const S& b) {'):
            for start, end in (('', ''), ('namespace a::b {\nint x{};\n', '}  // namespace\n'),
                               ('struct S : Base<int> {\n    int a_ = {};\n', '};\n'), ('const int kA[] = {1, 2};\n', '')):
                with self.subTest(head=head, start=start):
                    header = head.count('\n') + 1
                    first = start.count('\n') + 1
                    text = start + head + '\n' + self.BODY * (58 - header) + '}\n' + end
                    self.assertEqual([], lines('common/a.cpp', text))
                    text = start + head + '\n' + self.BODY * (59 - header) + '}\n' + end
                    self.assertEqual([first], lines('common/a.cpp', text))

    def test_braces_in_texts_do_not_count(self):
        text = 'void f() {\n    g("{", \'{\', R"x({{{)x");  // {\n}\nvoid h() {\n}\n'
        self.assertEqual([(1, 3), (4, 5)], size_rules.cpp_functions(text))

    def test_digit_separators_are_no_characters(self):
        self.assertEqual([(1, 3), (4, 4)], size_rules.cpp_functions("int f() {\n    return 1'000'000;\n}\nint g() { return 0xff'ff; }\n"))

    def test_python_and_shell_functions(self):
        self.assertEqual([1], lines('tests/a.py', 'def f():\n' + '    g()\n' * 59))
        self.assertEqual([], lines('tests/a.py', 'def f():\n' + '    g()\n' * 58))
        self.assertEqual([1], lines('tests/a.sh', 'f() {\n' + 'g\n' * 58 + '}\n'))
        self.assertEqual([], lines('tests/a.sh', 'f() {\n' + 'g\n' * 57 + '}\n'))


class Names(unittest.TestCase):
    def test_paths(self):
        for path in ('common/base/utils.hpp', 'common/db/pool_manager.cpp', 'tests/unit/test_helpers.py', 'common/data/a.hpp'):
            self.assertIn('says nothing', messages(path, ''), path)
        for path in ('common/db/database.hpp', 'common/base/information.hpp', 'sql/seed/products.csv'):
            self.assertEqual('', messages(path, ''), path)

    def test_declarations(self):
        for text in ('class OrderManager;\n', 'namespace orders::utils {\n}\n', 'struct LotInfo;\n', 'enum class DataHelper;\n'):
            self.assertIn('says nothing', messages('common/a.hpp', text), text)
        for text in ('class Database;\n', 'struct Datagram;\n', '// class OrderManager;\n', 'struct DataKey;\n'):
            self.assertEqual('', messages('common/a.hpp', text), text)


class Texts(unittest.TestCase):
    def test_unfinished(self):
        self.assertEqual([2], lines('README.md', f'one\n{MARK}: two\n'))
        self.assertEqual([], lines('README.md', f'{MARK}S\n'))

    def test_machine_paths(self):
        for path in ('/wo' + 'rk/main/dev', '/ho' + 'me/li/x', '"/ro' + 'ot/x"', '..' + '/shared/x'):
            self.assertEqual([1], lines('a.md', f'cd {path}\n'), path)
        self.assertEqual([], lines('a.md', 'https://example.org/work/x a/work/b $dir/root/usr HOME=/root\n'))

    def test_white_space(self):
        self.assertEqual([1], lines('a.sh', 'echo \n'))
        self.assertEqual([1], lines('a.sh', 'if a;\tthen\n'))
        self.assertEqual([1], lines('a.sh', 'echo'))
        self.assertEqual([], lines('a.csv', 'a\tb \r\n'))


class WholeRepository(unittest.TestCase):
    def run_in(self, files):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(['git', 'init', '-q', root], check=True)
            for path, content in files.items():
                target = pathlib.Path(root, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            return subprocess.run([sys.executable, repository.__file__, root], check=False, capture_output=True, text=True)

    def test_exit_code_and_places(self):
        done = self.run_in({'common/a.hpp': b'int a;\n', 'b.md': f'x\n{MARK}\n'.encode()})
        self.assertEqual((1, 'b.md:2: unfinished: do it, or open an issue\n2 files, 1 violations\n'), (done.returncode, done.stdout))
        done = self.run_in({'common/a.hpp': b'int a;\n', 'ignored.md': MARK.encode(), '.gitignore': b'ignored.md\n'})
        self.assertEqual((0, '2 files, 0 violations\n'), (done.returncode, done.stdout))

    def test_bytes_that_are_no_text(self):
        self.assertEqual(1, self.run_in({'a.md': b'\xff\n'}).returncode)
        self.assertEqual(1, self.run_in({'a.png': b'\x00\xff'}).returncode, 'nothing was read: nothing was checked')

    def test_nothing_found_is_an_error(self):
        self.assertEqual(1, self.run_in({}).returncode)


if __name__ == '__main__':
    unittest.main()
