export type { StatisticsRepository as StatisticsService } from '../store/statistics.ts';
