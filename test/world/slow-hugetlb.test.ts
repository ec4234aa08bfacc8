/** The tests of hugetlb.test.ts with all of what it takes samples of. */
import './hugetlb.test.ts';
